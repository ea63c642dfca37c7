import { afterEach, beforeEach, expect, it } from 'vitest';
import { hiddenCategories, pointColors, setColorBy } from '../../src/state/appearance';
import { missingKey } from '../../src/state/coloring';
import { columnArrived, dataset } from '../../src/state/dataset';
import { startDerivations } from '../../src/state/derivations';
import { chosenLegendOrder, legendEntries, showOnlyCategory, toggleCategory } from '../../src/state/legend';
import { hiddenRows } from '../../src/state/selection';
import { column } from '../support/columns';
import { datasetOf } from '../support/dataset';
import { resetState } from '../support/reset';

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
  expect([...(hiddenRows.value ?? [])]).toEqual([0, 2]);
  toggleCategory(missingKey);
  expect([...(hiddenRows.value ?? [])]).toEqual([0, 2, 3]);
  toggleCategory('noun');
  toggleCategory(missingKey);
  expect(hiddenRows.value).toBeNull();
});

it('leaves one entry alone, and all of them the second time', () => {
  showOnlyCategory('verb');
  expect([...(hiddenRows.value ?? [])]).toEqual([0, 2, 3, 4]);
  showOnlyCategory('verb');
  expect(hiddenRows.value).toBeNull();
});

it('forgets what was hidden when another column colours', () => {
  toggleCategory('noun');
  setColorBy(null);
  expect(hiddenCategories.value.size).toBe(0);
  expect(hiddenRows.value).toBeNull();
  expect(pointColors.value).toBeNull();
});
