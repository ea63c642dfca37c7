import { expect, it } from 'vitest';
import { countRows, listRows } from '../../src/state/rowList';
import { RowSet } from '../../src/state/rowSet';

it.each([
  [[], '', 0],
  [[4], '4', 1],
  [[5, 3, 4, 9, 3], '3-5,9', 4],
  [[0, 2, 1, 7, 8], '0-2,7-8', 5],
])('%j is written as "%s"', (rows, list, count) => {
  expect(listRows(RowSet.of(rows))).toBe(list);
  expect(countRows(list)).toBe(count);
});

it.each(['a', '3-', '5-3', '1,,2', '-1'])('"%s" is no list of rows', (list) => {
  expect(countRows(list)).toBe(0);
});
