import { describe, expect, it } from 'vitest';
import { coloringOf, defaultColorColumn, missingKey, possibleModes } from '../../src/state/coloring';
import { missingColor } from '../../src/state/palettes';
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

  it('has no colours for more texts than can be told apart', () => {
    const names = column(
      'name',
      Array.from({ length: 1001 }, (_, i) => `name ${i}`),
    );
    expect(possibleModes(names.info)).toEqual([]);
    expect(coloringOf(names, null, false).kind).toBe('none');
  });

  it('leaves only the ramp to more numbers than can be told apart', () => {
    expect(
      possibleModes(
        column(
          'x',
          Array.from({ length: 1001 }, (_, i) => i),
        ).info,
      ),
    ).toEqual(['gradient']);
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
