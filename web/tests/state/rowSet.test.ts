import { describe, expect, it } from 'vitest';
import { RowSet } from '../../src/state/rowSet';
import { bitsOf } from '../../src/state/bits';

const n = 40_000;

/** Rows in no order, each `times` as often as it is there. */
const mixed = (count: number, from: number, times = 1): number[] =>
  Array.from({ length: times * count }, (_, i) => from + ((i * 7) % count));
const upwards = (count: number, from: number, apart: number): number[] =>
  Array.from({ length: count }, (_, i) => from + i * apart);

const lists: readonly (readonly [string, number[]])[] = [
  ['no rows', []],
  ['one row', [17]],
  ['a few in no order', mixed(20, 5)],
  ['many in no order', mixed(5000, 3000)],
  ['many ascending', upwards(20_000, 0, 2)],
  ['all', upwards(n, 0, 1)],
  ['many ascending, far between', upwards(1200, 3, 33)],
];
const pairs = lists.flatMap(([a, first]) => lists.map(([b, second]) => [a, b, first, second] as const));

describe('a set of rows', () => {
  it.each([
    ['short', 20, 1],
    ['long', 5000, 1],
    ['long and far between', 5000, 1000],
  ])('that is %s has each row once, in the order of its first coming', (_, count, apart) => {
    const rows = mixed(count, 0, 2).map((row) => apart * row);
    const plainly = [...new Set(rows)];
    expect([...RowSet.of(rows)]).toEqual(plainly);
    expect([...RowSet.of(rows).ascending()]).toEqual(plainly.toSorted((a, b) => a - b));
    const holds = RowSet.of(rows).membership();
    expect(rows.every(holds)).toBe(true);
    expect([apart * count, apart * count + 1].some(holds)).toBe(false);
  });

  it.each(lists)('of %s gives them back as list, as mask and bounded', (_, rows) => {
    const set = RowSet.of(rows);
    expect([set.length, set.first]).toEqual([rows.length, rows[0] ?? null]);
    expect([...set.list()]).toEqual(rows);
    expect(set.take(3)).toEqual(rows.slice(0, 3));
    expect(set.bits(n)).toEqual(bitsOf(rows, n));
    expect([...set.below(1000)]).toEqual(rows.filter((row) => row < 1000));
    expect([...RowSet.ofBits(bitsOf(rows, n))]).toEqual(rows.toSorted((a, b) => a - b));
  });

  it.each(pairs)('of %s joined with %s keeps the order of both', (_, __, a, b) => {
    const [first, second] = [RowSet.of(a), RowSet.of(b)];
    const [inA, inB] = [new Set(a), new Set(b)];
    const [onlyA, onlyB] = [a.filter((row) => !inB.has(row)), b.filter((row) => !inA.has(row))];
    expect([...first.plus(second)]).toEqual([...a, ...onlyB]);
    expect([...first.minus(second)]).toEqual(onlyA);
    expect([...first.toggled(second)]).toEqual([...onlyA, ...onlyB]);
    // What was made in steps is what is made at once.
    expect(first.plus(second).equals(RowSet.of([...a, ...onlyB]))).toBe(true);
    expect(first.equals(second)).toBe(a === b);
    expect([...first], 'the sets themselves stay as they were').toEqual(a);
  });

  it('of the same rows in another order is another one', () => {
    expect(RowSet.of([1, 2]).equals(RowSet.of([2, 1]))).toBe(false);
    expect(RowSet.of(mixed(5000, 0)).equals(RowSet.of(upwards(5000, 0, 1)))).toBe(false);
  });

  it('that is large is its own mask, so that a history of many costs a bit a row', () => {
    const all = RowSet.of(upwards(n, 0, 1));
    expect(all.bits(n)).toBe(all.bits(n));
    const some = all.minus(RowSet.of([7, 8]));
    expect(some.bits(n)).toBe(some.bits(n));
    const mask = bitsOf(upwards(n, 0, 1), n);
    expect(RowSet.ofBits(mask).bits(n)).toBe(mask);
  });
});
