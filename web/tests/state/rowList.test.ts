import { describe, expect, it } from 'vitest';
import { ascendingOnce, countRows, eachOnce, listRows, membership } from '../../src/state/rowList';

it.each([
  [[], '', 0],
  [[4], '4', 1],
  [[5, 3, 4, 9, 3], '3-5,9', 4],
  [[0, 2, 1, 7, 8], '0-2,7-8', 5],
])('%j is written as "%s"', (rows, list, count) => {
  expect(listRows(rows)).toBe(list);
  expect(countRows(list)).toBe(count);
});

it.each(['a', '3-', '5-3', '1,,2', '-1'])('"%s" is no list of rows', (list) => {
  expect(countRows(list)).toBe(0);
});

describe.each([
  ['short', 20, 1],
  ['long', 5000, 1],
  ['long, of rows far between', 5000, 1000],
])('a list that is %s', (_, count, apart) => {
  // Every row twice, in no order.
  const rows = Array.from({ length: 2 * count }, (__, i) => apart * ((i * 7) % count));
  const plainly = [...new Set(rows)];

  it('has each row once, as it came or ascending', () => {
    expect(eachOnce(rows)).toEqual(plainly);
    expect(ascendingOnce(rows)).toEqual(plainly.toSorted((a, b) => a - b));
  });

  it('holds its rows and no others', () => {
    const holds = membership(rows);
    expect(rows.every(holds)).toBe(true);
    expect([-1, apart * count, apart * count + 1].some(holds)).toBe(false);
  });

  it('is a list of its own once it has each row once', () => {
    expect(eachOnce(plainly)).not.toBe(plainly);
  });
});
