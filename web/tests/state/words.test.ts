import { expect, it } from 'vitest';
import { distanceText, measure, percent, plural, timeLeft, whole } from '../../src/state/words';
import { countsText } from '../../src/state/status';
import { dataset } from '../../src/state/dataset';
import { datasetOf } from '../support/dataset';

it('writes numbers as people read them', () => {
  expect(whole(1_234_567)).toBe('1,234,567');
  expect(plural(1, 'point')).toBe('1 point');
  expect(plural(8184, 'point')).toBe('8,184 points');
  expect(percent(0.3214)).toBe('32.1%');
  expect(distanceText(0.12345)).toBe('0.123');
  expect([measure(0), measure(1234.5678), measure(0.00001234)]).toEqual(['0', '1,234.6', '1.234e-5']);
  expect([timeLeft(0.2), timeLeft(4.3), timeLeft(200)]).toEqual(['1 s left', '4 s left', '3 min left']);
});

it('says how many points and dimensions there are, with separators', () => {
  dataset.value = datasetOf({ rows: 8184, columns: 16 });
  expect(countsText.value).toBe('Points: 8,184 | Dimension: 16');
});
