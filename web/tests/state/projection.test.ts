import { beforeEach, describe, expect, it } from 'vitest';
import { viewDimensions } from '../../src/state/camera';
import { describedVariance, pcaComponents, pcaResult, setComponents, setDimensions } from '../../src/state/projection';
import { resetState } from '../support/reset';

beforeEach(resetState);

describe('setDimensions', () => {
  it('takes the third component away and brings back one that is not shown', () => {
    setComponents([2, 0, 4]);
    setDimensions(2);
    expect(pcaComponents.value).toEqual([2, 0, null]);
    expect(viewDimensions.value).toBe(2);
    setDimensions(3);
    expect(pcaComponents.value).toEqual([2, 0, 1]);
    expect(viewDimensions.value).toBe(3);
  });

  it('stays flat when there are but two components', () => {
    pcaResult.value = { run: 'r', explainedVariance: [0.8, 0.2] };
    setComponents([0, 1, null]);
    setDimensions(3);
    expect(pcaComponents.value[2]).toBeNull();
    expect(viewDimensions.value).toBe(2);
  });
});

it('describedVariance counts each shown component once', () => {
  const result = { run: 'r', explainedVariance: [0.5, 0.25, 0.125] };
  expect(describedVariance(result, [0, 1, 2])).toBeCloseTo(0.875, 12);
  expect(describedVariance(result, [0, 0, null])).toBeCloseTo(0.5, 12);
});
