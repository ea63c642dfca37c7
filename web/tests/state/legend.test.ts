import { afterEach, beforeEach, expect, it } from 'vitest';
import { colorScale, hiddenCategories, pointColors, setColorBy, setColorScale } from '../../src/state/appearance';
import { missingKey, otherKey } from '../../src/state/coloring';
import { columnArrived, dataset } from '../../src/state/dataset';
import { startDerivations } from '../../src/state/derivations';
import {
  chosenLegendOrder,
  legendEntries,
  paintCategory,
  paintNoCategory,
  showOnlyCategory,
  toggleCategory,
} from '../../src/state/legend';
import { visibility } from '../../src/state/visibility';
import { column } from '../support/columns';
import { datasetOf } from '../support/dataset';
import { resetState } from '../support/reset';

const colorOf = (row: number) => pointColors.value?.palette[pointColors.value.indices[row] ?? -1];
const hiddenRows = () => Array.from(visibility.value?.hidden ?? []).flatMap((byte, row) => (byte === 0 ? [] : [row]));
let stop = (): void => undefined;

beforeEach(() => {
  resetState();
  chosenLegendOrder.value = null;
  stop = startDerivations();
  dataset.value = datasetOf({ rows: 6 });
  setColorBy(1);
  columnArrived(1, column('kind', ['noun', 'verb', 'noun', null, 'adverb', 'verb'], 1));
});

afterEach(() => stop());

it('lists the entries by count and those without a value last', () => {
  expect(legendEntries.value.map(({ key }) => key)).toEqual(['noun', 'verb', 'adverb', missingKey]);
  chosenLegendOrder.value = 'value';
  expect(legendEntries.value.map(({ key }) => key)).toEqual(['adverb', 'noun', 'verb', missingKey]);
});

it('lists numbers in their own order', () => {
  columnArrived(1, column('digit', [10, 2, 2, 9, 10, 10], 1));
  expect(legendEntries.value.map(({ key }) => key)).toEqual(['2', '9', '10']);
});

it('hides the rows of an entry and shows them again', () => {
  toggleCategory('noun');
  expect(hiddenRows()).toEqual([0, 2]);
  toggleCategory(missingKey);
  expect(hiddenRows()).toEqual([0, 2, 3]);
  toggleCategory('noun');
  toggleCategory(missingKey);
  expect(visibility.value).toBeNull();
});

it('leaves one entry alone, and all of them the second time', () => {
  showOnlyCategory('verb');
  expect(hiddenRows()).toEqual([0, 2, 3, 4]);
  showOnlyCategory('verb');
  expect(visibility.value).toBeNull();
});

it('forgets what was hidden when another column colours', () => {
  toggleCategory('noun');
  setColorBy(null);
  expect(hiddenCategories.value.size).toBe(0);
  expect(visibility.value).toBeNull();
  expect(pointColors.value).toBeNull();
});

it('gives a value a colour of the person’s own and takes it back', () => {
  const before = colorOf(0);
  paintCategory('noun', '#123456');
  expect([colorOf(0), colorOf(2)]).toEqual(['#123456', '#123456']);
  expect(legendEntries.value[0]).toMatchObject({ key: 'noun', color: '#123456', isOwn: true });
  paintCategory('noun', null);
  expect(colorOf(0)).toBe(before);
});

it('keeps own colours while another column colours, and the ramp but not its ends', () => {
  paintCategory('verb', '#123456');
  setColorScale({ ramp: 'diverging', inverted: true, from: 1, to: 2, center: 1.5 });
  setColorBy(null);
  setColorBy(1);
  expect(legendEntries.value.find(({ key }) => key === 'verb')?.color).toBe('#123456');
  expect(colorScale.value).toEqual({ ramp: 'diverging', inverted: true, from: null, to: null, center: null });
  paintNoCategory();
  expect(legendEntries.value.some(({ isOwn }) => isOwn)).toBe(false);
});

it('hides a painted entry without the one that has the same colour', () => {
  paintCategory('noun', '#123456');
  paintCategory('verb', '#123456');
  toggleCategory('verb');
  expect(hiddenRows()).toEqual([1, 5]);
});

it('hides all values that share the entry of the others', () => {
  const many = Array.from({ length: 1002 }, (_, i) => `v${i}`);
  columnArrived(1, column('kind', many, 1));
  dataset.value = datasetOf({ rows: 1002 });
  toggleCategory(otherKey);
  expect(hiddenRows()).toEqual([999, 1000, 1001]);
  expect(legendEntries.value.at(-1)).toMatchObject({ key: otherKey, count: 3 });
});
