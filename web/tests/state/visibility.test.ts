import { beforeEach, expect, it } from 'vitest';
import { hiddenCategories, setColorBy } from '../../src/state/appearance';
import { bitsOf, countBits, hasBit, listBits } from '../../src/state/bits';
import { columnArrived, dataset } from '../../src/state/dataset';
import { passingRows } from '../../src/state/filters';
import { isolations } from '../../src/state/selection';
import { shownCount, visibility } from '../../src/state/visibility';
import { column } from '../support/columns';
import { datasetOf } from '../support/dataset';
import { resetState } from '../support/reset';

beforeEach(() => {
  resetState();
  hiddenCategories.value = new Set();
  dataset.value = datasetOf({ rows: 10 });
});

it('is nothing while every row is shown', () => {
  expect([visibility.value, shownCount.value]).toEqual([null, 10]);
});

it('joins what isolation, legend and filters leave', () => {
  setColorBy(1);
  columnArrived(1, column('kind', ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b', 'a', 'b'], 1));
  isolations.value = [Int32Array.of(0, 1, 2, 3, 4, 5, 6)];
  hiddenCategories.value = new Set(['b']);
  passingRows.value = bitsOf([2, 3, 4, 9], 10);
  expect([...(visibility.value?.hidden ?? [])]).toEqual([1, 1, 0, 1, 0, 1, 1, 1, 1, 1]);
  expect([shownCount.value, visibility.value?.byLegend]).toEqual([2, 5]);
});

it('takes no bits of another number of rows', () => {
  passingRows.value = new Uint8Array(9);
  expect(visibility.value).toBeNull();
});

it('keeps sets of rows as bits', () => {
  const bits = bitsOf([0, 8, 9, 99], 10);
  expect([bits.length, countBits(bits)]).toEqual([2, 3]);
  expect([hasBit(bits, 8), hasBit(bits, 7)]).toEqual([true, false]);
  expect([...listBits(bits)]).toEqual([0, 8, 9]);
});
