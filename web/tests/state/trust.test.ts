import { beforeEach, expect, it } from 'vitest';
import { dataset } from '../../src/state/dataset';
import { select } from '../../src/state/selection';
import { isTrustCheap, trustText, type Trust } from '../../src/state/trust';
import { datasetOf } from '../support/dataset';
import { resetState } from '../support/reset';

beforeEach(resetState);

const found: Trust = {
  k: 15,
  metric: 'euclidean',
  selected: 25,
  measured: 25,
  kept: 0.624,
  trueInside: 0.81,
  shownInside: 300,
  falseInside: 0.2,
  notes: [],
};

it('is told in plain sentences', () => {
  expect(trustText(found)).toBe(
    'Of the 15 nearest points on the map of each, 62.4% are truly among its 15 nearest. 81.0% of their true nearest are selected too. 20.0% of the neighbors that the map shows within the selection are false.',
  );
  expect(trustText({ ...found, falseInside: null })).toContain('none of them is near another');
  expect(trustText({ ...found, selected: 1 })).toBe(
    'Of its 15 nearest points on the map, 62.4% are truly among its 15 nearest.',
  );
});

it('is asked for by itself only where that takes no time', () => {
  dataset.value = datasetOf({ rows: 70_000, columns: 784 });
  select([3]);
  expect(isTrustCheap.value).toBe(true);
  select(Array.from({ length: 500 }, (_, row) => row));
  expect(isTrustCheap.value).toBe(false);
});
