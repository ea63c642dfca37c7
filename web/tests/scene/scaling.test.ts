import { describe, expect, it } from 'vitest';
import { valueAtRank } from '../../src/scene/order';
import { scalingOf, writeScaled } from '../../src/scene/scaling';
import type { Positions } from '../../src/state/projection';

function of(dimensions: 2 | 3, values: number[]): Positions {
  return { dimensions, rows: values.length / dimensions, values: Float32Array.from(values), axes: [] };
}

function scaled(positions: Positions, flat = false): number[] {
  const target = new Float32Array(positions.rows * 3).fill(7);
  writeScaled(positions, scalingOf(positions), flat, target);
  return [...target];
}

/** Numbers that look random and are the same in every run. */
function hashed(i: number): number {
  return ((Math.imul(i + 1, 0x9e3779b1) >>> 0) % 10_007) / 10_007;
}

describe('scaling positions onto the map', () => {
  it('puts the mean at the origin and keeps one scale for all axes', () => {
    expect(scaled(of(3, [10, 0, 0, 14, 1, 0, 12, 2, 0]))).toEqual([-1, -0.5, 0, 1, 0, 0, 0, 0.5, 0]);
  });

  it('leaves no depth in positions of two dimensions, nor in three when the map is flat', () => {
    expect(scaled(of(2, [0, 0, 2, 0]))).toEqual([-1, 0, 0, 1, 0, 0]);
    expect(scaled(of(3, [0, 0, -1, 2, 0, 1]), true)).toEqual([-1, 0, 0, 1, 0, 0]);
  });

  it('does not let one outlier in ten thousand shrink the rest', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => [Math.sin(i), Math.cos(i)]).flat();
    values[0] = 5000;
    const { scale } = scalingOf(of(2, values));
    expect(scale).toBeGreaterThan(0.6);
  });

  it('shows every one of a few rows within the cube', () => {
    const all = scaled(of(2, [0, 0, 1, 0, 0, 1, 100, 3]));
    expect(Math.max(...all.map(Math.abs))).toBeCloseTo(1, 5);
  });

  it('gives rows that are not finite no place and no say in the scale', () => {
    const positions = of(2, [0, 0, Number.NaN, 1, 2, 0, Number.POSITIVE_INFINITY, 0]);
    expect(scalingOf(positions).unplaced).toEqual([1, 3]);
    expect(scaled(positions)).toEqual([-1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  });

  it('keeps rows apart that lie close together far from the origin', () => {
    const [x0 = 0, , , x1 = 0] = scaled(of(2, [1e6, 0, 1e6 + 1, 0]));
    expect([x0, x1]).toEqual([-1, 1]);
  });

  it('puts rows that are all in one place at the origin', () => {
    expect(scaled(of(3, [5, 5, 5, 5, 5, 5]))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('scales no rows at all without complaint', () => {
    expect(scalingOf(of(3, []))).toEqual({ centre: [0, 0, 0], scale: 1, unplaced: [] });
  });
});

it.each([1, 2, 3, 10, 1000])('the value at each rank of %d is the one that sorting puts there', (n) => {
  const values = Float64Array.from({ length: n }, (_, i) => Math.round(hashed(i) * n * 0.7));
  const sorted = values.toSorted();
  for (const rank of [0, n >> 2, n >> 1, n - 1]) {
    expect(valueAtRank(values.slice(), rank)).toBe(sorted[rank]);
  }
});
