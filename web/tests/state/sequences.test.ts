import { describe, expect, it } from 'vitest';
import { sequencesOf } from '../../src/state/sequences';
import { column } from '../support/columns';

const pairsOf = (values: readonly (string | number | null)[]): [number, number][] => {
  const { pairs } = sequencesOf(column('__next__', values));
  return Array.from({ length: pairs.length / 2 }, (_, i) => [pairs[2 * i] ?? -1, pairs[2 * i + 1] ?? -1]);
};

describe('rows that follow each other', () => {
  it('are joined each to its next, and numbered along the way', () => {
    const { pairs, along, sequence } = sequencesOf(column('__next__', [2, null, 4, null, null]));
    expect([...pairs]).toEqual([0, 2, 2, 4]);
    expect([...along]).toEqual([0, 0, 0.5, 0, 1]);
    expect([...sequence]).toEqual([0, -1, 0, -1, 0]);
  });

  it('may run in a circle, which is gone around once', () => {
    expect(pairsOf([1, 2, 0])).toEqual([
      [0, 1],
      [1, 2],
      [2, 0],
    ]);
  });

  it('may run into a row of another sequence', () => {
    expect(pairsOf([2, 2, null])).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });

  it('are not joined where the value names no row, and that is counted', () => {
    const { pairs, wrong } = sequencesOf(column('__next__', ['1', '7', 'x', '-3', '']));
    expect([...pairs]).toEqual([0, 1]);
    expect(wrong).toBe(3);
  });
});
