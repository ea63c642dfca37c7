import { describe, expect, it } from 'vitest';
import { isBinIn, placeIn, rangeOf, type Bin } from '../../src/state/facets';

const bin = (from: number, to: number): Bin => ({ from, to, all: 1, kept: 1 });
const whole = [bin(1, 1), bin(2, 2), bin(3, 3), bin(4, 4)];
const even = [bin(0, 0.2), bin(0.2, 0.4), bin(0.4, 0.6), bin(0.6, 0.75)];

describe('a range of bins', () => {
  it('is open where it reaches the end', () => {
    expect(rangeOf(whole, 0, 1)).toEqual({ from: null, to: 2 });
    expect(rangeOf(whole, 2, 3)).toEqual({ from: 3, to: null });
    expect(rangeOf(even, 1, 2)).toEqual({ from: 0.2, to: 0.6 });
  });

  it('stands where its bins begin and end', () => {
    expect([placeIn(whole, 2), placeIn(even, 0.2), placeIn(even, 0.5)]).toEqual([0.5, 0.25, 0.625]);
    expect([placeIn(even, -1), placeIn(even, 9)]).toEqual([0, 1]);
  });

  it('holds the bins that it touches', () => {
    expect(whole.map((one) => isBinIn(one, 2, 3))).toEqual([false, true, true, false]);
    expect(whole.map((one) => isBinIn(one, null, 1.5))).toEqual([true, false, false, false]);
  });
});
