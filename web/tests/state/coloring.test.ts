import { describe, expect, it } from 'vitest';
import { coloringOf, defaultColorColumn, missingKey, otherKey, painted, possibleModes } from '../../src/state/coloring';
import { defaultScale } from '../../src/state/colorScale';
import { withOwnColor } from '../../src/state/ownColors';
import { missingColor, otherColor } from '../../src/state/palettes';
import { column } from '../support/columns';

describe('coloringOf', () => {
  it('gives texts one colour each, the most frequent first, and grey to what is missing', () => {
    const coloring = coloringOf(column('kind', ['verb', 'noun', 'noun', null, 'noun', 'verb', 'adverb']), null, false);
    if (coloring.kind !== 'categories') {
      throw new Error(`categories were expected, not ${coloring.kind}`);
    }
    expect(coloring.categories.map(({ key, count }) => [key, count])).toEqual([
      ['noun', 3],
      ['verb', 2],
      ['adverb', 1],
      [missingKey, 1],
    ]);
    const { indices, palette } = coloring.points;
    const colorsOfRows = Array.from(indices, (index) => palette[index]);
    expect(colorsOfRows[1]).toBe(colorsOfRows[4]);
    expect(colorsOfRows[0]).not.toBe(colorsOfRows[1]);
    expect(colorsOfRows[3]).toBe(missingColor.light);
    expect(coloring.categories[0]?.color).toBe(colorsOfRows[1]);
  });

  it('takes few numbers for categories, in the order of the numbers', () => {
    const coloring = coloringOf(column('digit', [7, 10, 7, 2]), null, false);
    expect(coloring.kind === 'categories' && coloring.categories.map(({ label }) => label)).toEqual(['2', '7', '10']);
  });

  it('spreads many numbers over the ramp from the smallest to the largest', () => {
    const values = Array.from({ length: 101 }, (_, i) => i / 2);
    const coloring = coloringOf(column('score', [...values, null]), null, true);
    if (coloring.kind !== 'gradient') {
      throw new Error(`a gradient was expected, not ${coloring.kind}`);
    }
    expect([coloring.min, coloring.max, coloring.missing]).toEqual([0, 50, 1]);
    expect(coloring.points.indices[0]).toBe(0);
    expect(coloring.points.indices[50]).toBe(128);
    expect(coloring.points.indices[100]).toBe(255);
    expect(coloring.points.palette[coloring.points.indices[101] ?? 0]).toBe(missingColor.dark);
  });

  it('does as the person chose where both ways are possible', () => {
    const few = column('digit', [1, 2, 3]);
    expect(coloringOf(few, 'gradient', false).kind).toBe('gradient');
    const many = column(
      'score',
      Array.from({ length: 60 }, (_, i) => i),
    );
    expect(coloringOf(many, 'categories', false).kind).toBe('categories');
  });

  it('colours a column with one number throughout without dividing by nothing', () => {
    const coloring = coloringOf(column('same', [4, 4, 4]), 'gradient', false);
    expect(coloring.kind === 'gradient' && [...coloring.points.indices]).toEqual([0, 0, 0]);
  });

  it('gives the 999 largest of too many values colours and the rest one grey entry with its count', () => {
    const values = Array.from({ length: 1100 }, (_, i) => `name ${i}`);
    const coloring = coloringOf(column('name', [...values, ...values.slice(90), null]), null, false);
    if (coloring.kind !== 'categories') {
      throw new Error(`categories were expected, not ${coloring.kind}`);
    }
    expect(coloring.categories).toHaveLength(1001);
    expect(coloring.categories[0]).toMatchObject({ key: 'name 90', count: 2 });
    expect(coloring.categories.slice(-2)).toMatchObject([
      { key: otherKey, count: 90 + 2 * 11, color: otherColor.light },
      { key: missingKey, count: 1, color: missingColor.light },
    ]);
    const { indices, palette } = coloring.points;
    expect([0, 90, 1099, 2110].map((row) => palette[indices[row] ?? -1])).toEqual([
      otherColor.light,
      coloring.categories[0]?.color,
      otherColor.light,
      missingColor.light,
    ]);
  });

  it('offers both ways for very many numbers, and none for a column without a value', () => {
    const many = column(
      'x',
      Array.from({ length: 1001 }, (_, i) => i),
    );
    expect(possibleModes(many.info)).toEqual(['gradient', 'categories']);
    const chosen = coloringOf(many, 'categories', false);
    expect(chosen.kind === 'categories' && chosen.categories.slice(-2).map(({ label }) => label)).toEqual([
      '998',
      'Other values',
    ]);
    expect(possibleModes(column('nothing', [null, null]).info)).toEqual([]);
  });

  it('clamps what is beyond typed ends and counts it', () => {
    const scale = { ...defaultScale, from: 10, to: 20 };
    const coloring = coloringOf(column('x', [0, 10, 15, 20, 25, 25, null]), 'gradient', false, scale);
    expect(coloring).toMatchObject({ min: 10, max: 20, below: 1, above: 2, missing: 1 });
    expect(coloring.kind === 'gradient' && [...coloring.points.indices]).toEqual([0, 0, 128, 255, 255, 255, 256]);
  });

  it('turns a ramp round without moving a point on it', () => {
    const numbers = column('x', [0, 1, null]);
    const [plain, inverted] = [false, true].map((turned) =>
      coloringOf(numbers, 'gradient', true, { ...defaultScale, inverted: turned }),
    );
    if (plain?.kind !== 'gradient' || inverted?.kind !== 'gradient') {
      throw new Error('gradients were expected');
    }
    expect(inverted.points.indices).toEqual(plain.points.indices);
    expect(inverted.points.palette).toEqual([...plain.points.palette.slice(0, 256).toReversed(), missingColor.dark]);
  });
});

describe('painted', () => {
  const coloring = coloringOf(column('kind', ['verb', 'noun', 'noun', null]), null, false);

  it('changes the palette and leaves what the rows point at', () => {
    const own = withOwnColor([], 'kind', 'noun', '#FF00AA');
    const changed = painted(coloring, own);
    if (changed.kind !== 'categories' || coloring.kind !== 'categories') {
      throw new Error('categories were expected');
    }
    expect(changed.points.indices).toBe(coloring.points.indices);
    expect(changed.points.palette).toEqual(['#ff00aa', ...coloring.points.palette.slice(1)]);
    expect(changed.categories.map(({ color, isOwn }) => [color, isOwn ?? false])).toEqual([
      ['#ff00aa', true],
      [coloring.categories[1]?.color, false],
      [missingColor.light, false],
    ]);
    expect(painted(coloring, withOwnColor(own, 'kind', 'noun', null))).toBe(coloring);
  });

  it('knows the values of one column from those of another', () => {
    expect(painted(coloring, withOwnColor([], 'other', 'noun', '#ff00aa'))).toBe(coloring);
  });

  it('paints rows without a value too', () => {
    const changed = painted(coloring, withOwnColor([], 'kind', missingKey, '#ff00aa'));
    expect(changed.kind === 'categories' && changed.points.palette[changed.points.indices[3] ?? -1]).toBe('#ff00aa');
  });
});

describe('defaultColorColumn', () => {
  const [word, kind] = [column('word', ['a', 'b', 'c'], 0).info, column('kind', ['x', 'y', 'x'], 1).info];

  it('prefers a column that is not the label', () => {
    expect(defaultColorColumn([word, kind], 0)).toBe(1);
  });

  it('takes the label column when it is the only one with few values', () => {
    expect(defaultColorColumn([word], 0)).toBe(0);
  });

  it('leaves the map uncoloured when every column has one value or very many', () => {
    const many = column(
      'id',
      Array.from({ length: 60 }, (_, i) => `row ${i}`),
    ).info;
    expect(defaultColorColumn([many, column('same', ['a', 'a'], 1).info], null)).toBeNull();
  });
});
