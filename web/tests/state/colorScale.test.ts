import { describe, expect, it } from 'vitest';
import { defaultScale, placeOf, spanOf } from '../../src/state/colorScale';
import { column } from '../support/columns';

const span = (values: (number | null)[], scale: Partial<typeof defaultScale>) => {
  const { numbers, codes } = column('x', values);
  return spanOf({ ...defaultScale, ...scale }, numbers, codes);
};

describe('spanOf', () => {
  it('goes from the smallest to the largest value and has no centre', () => {
    expect(span([3, null, -1, 7], {})).toEqual({ min: -1, max: 7, center: null });
  });

  it('centres a diverging ramp on zero where the ends enclose it', () => {
    expect(span([-1, 5, 9], { ramp: 'diverging' }).center).toBe(0);
  });

  it.each([
    [[2, 3, 10], 3],
    [[1, 1, 1, 1, 8, 9], 1],
    [[1, 2, 4, 9, null], 3],
    [[0, 4], 2],
  ])('centres a diverging ramp on the median of the rows %j otherwise', (values, median) => {
    expect(span(values, { ramp: 'diverging' }).center).toBe(median);
  });

  it('keeps a median within typed ends', () => {
    expect(span([1, 2, 3], { ramp: 'diverging', from: 5, to: 9 })).toEqual({ min: 5, max: 9, center: 5 });
  });

  it('moves an end to a centre that was typed beyond it', () => {
    expect(span([1, 2, 3], { ramp: 'diverging', center: -4 })).toEqual({ min: -4, max: 3, center: -4 });
  });

  it('is never the wrong way round', () => {
    expect(span([1, 2], { from: 5 })).toEqual({ min: 5, max: 5, center: null });
  });
});

describe('placeOf', () => {
  it('puts the centre in the middle and stretches each side by itself', () => {
    const skewed = { min: -1, max: 9, center: 0 };
    expect([-1, -0.5, 0, 4.5, 9].map((value) => placeOf(value, skewed))).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  it('clamps, also where a side has no length', () => {
    expect([-9, 2, 9].map((value) => placeOf(value, { min: 2, max: 4, center: 2 }))).toEqual([0.5, 0.5, 1]);
    expect([-9, 2, 9].map((value) => placeOf(value, { min: 2, max: 2, center: null }))).toEqual([0, 0, 0]);
  });
});
