import { afterEach, beforeEach, expect, it } from 'vitest';
import { pictureLegend } from '../../src/scene/pictureLegend';
import { setColorBy, setColorMode, setColorScale } from '../../src/state/appearance';
import { columnArrived, dataset } from '../../src/state/dataset';
import { paintCategory } from '../../src/state/legend';
import { rampColors } from '../../src/state/ramps';
import { column } from '../support/columns';
import { datasetOf } from '../support/dataset';
import { resetState } from '../support/reset';

beforeEach(() => {
  resetState();
  dataset.value = datasetOf({ rows: 4 });
  setColorBy(1);
});

afterEach(() => setColorBy(null));

it('shows own colours', () => {
  columnArrived(1, column('kind', ['noun', 'verb', 'noun', 'verb'], 1));
  paintCategory('noun', '#123456');
  const legend = pictureLegend();
  expect(legend?.kind === 'categories' && legend.lines[0]).toEqual({ text: 'noun (2)', color: '#123456' });
});

it('shows the chosen ramp with its centre, and marks an end that stands for more than itself', () => {
  columnArrived(1, column('score', [-4, -1, 1, 2], 1));
  setColorMode('gradient');
  setColorScale({ ramp: 'diverging', inverted: true, from: -2 });
  expect(pictureLegend()).toEqual({
    kind: 'gradient',
    title: 'score',
    colors: rampColors('diverging', false, true),
    marks: [
      { text: '≤ -2', at: 0 },
      { text: '2', at: 1 },
      { text: '0', at: 0.5 },
    ],
  });
});
