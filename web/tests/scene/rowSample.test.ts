import { describe, expect, it } from 'vitest';
import { RowSample } from '../../src/scene/rowSample';

const rows = 200_000;
const sample = new RowSample(0, rows);

/** The rows of each class in the sample of a level. */
function sharesOf(level: number, classes: number, classOf: (row: number) => number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const row of sample.order.subarray(0, sample.count(level))) {
    const of = classOf(row);
    counts[of] = (counts[of] ?? 0) + 1;
  }
  return counts;
}

describe('the sample of the rows', () => {
  it('holds about one row in 2, 4, 8 and so on, each once', () => {
    expect(sample.count(0)).toBe(rows);
    for (let level = 1; level <= 5; level++) {
      expect(sample.count(level) / (rows / 2 ** level)).toBeCloseTo(1, 1);
    }
    expect(new Set(sample.order).size).toBe(sample.order.length);
    expect(sample.order.length).toBe(sample.count(1));
  });

  it('is a part of each larger one', () => {
    const larger = new Set(sample.order.subarray(0, sample.count(2)));
    expect([...sample.order.subarray(0, sample.count(3))].every((row) => larger.has(row))).toBe(true);
  });

  // Sorted by class, classes in turn, and patterns of every length that a file might repeat.
  it.each([2, 3, 4, 8, 10, 16, 20, 21, 34, 50, 64, 100])('is fair to %d classes, sorted or in turn', (classes) => {
    const level = 4;
    const expected = rows / classes / 2 ** level;
    const allowed = 5 * Math.sqrt(expected);
    const inTurn = sharesOf(level, classes, (row) => row % classes);
    const sorted = sharesOf(level, classes, (row) => Math.floor((row * classes) / rows));
    for (const count of [...inTurn, ...sorted]) {
      expect(Math.abs(count - expected)).toBeLessThan(allowed);
    }
  });

  it('keeps a row in or out when rows are appended', () => {
    const longer = new RowSample(0, rows + 5000);
    const before = new Set(sample.order.subarray(0, sample.count(3)));
    const after = longer.order.subarray(0, longer.count(3)).filter((row) => row < rows);
    expect(after.length).toBe(before.size);
    expect(after.every((row) => before.has(row))).toBe(true);
  });

  it('of a part of the rows is that part of the sample of all', () => {
    const part = new RowSample(50_000, 150_000);
    const within = sample.order.subarray(0, sample.count(3)).filter((row) => row >= 50_000 && row < 150_000);
    expect([...part.order.subarray(0, part.count(3))].sort()).toEqual([...within].sort());
    expect(part.count(0)).toBe(100_000);
  });

  it('is never of so few rows that nothing is seen', () => {
    expect(RowSample.deepestOf(100, 8192)).toBe(0);
    expect(RowSample.deepestOf(16_000, 8192)).toBe(0);
    expect(RowSample.deepestOf(20_000, 8192)).toBe(1);
    expect(RowSample.deepestOf(5_000_000, 8192)).toBe(7);
  });
});
