import { describe, expect, it } from 'vitest';
import { formatTable, headOf, npyOf } from '../../src/state/table';
import { withoutGround } from '../../src/scene/transparency';

const table = {
  columns: ['row', 'name'],
  rows: [
    [0, 'plain'],
    [1, 'a "b", c'],
    [2, 'tab\there\nand line'],
    [3, null],
    [Number.NaN, 'x'],
  ],
} as const;

describe('a table in a file', () => {
  it('quotes what CSV needs quoted, and nothing else', () => {
    const { text, altered } = formatTable(table, 'csv');
    expect(text).toBe('row,name\n0,plain\n1,"a ""b"", c"\n2,"tab\there\nand line"\n3,\nNaN,x\n');
    expect(altered).toBe(0);
  });

  it('says how many cells TSV could not hold', () => {
    const { text, altered } = formatTable(table, 'tsv');
    expect(text.split('\n')[3]).toBe('2\ttab here and line');
    expect(altered).toBe(1);
  });

  it('is JSON that can be read back', () => {
    const back = JSON.parse(formatTable(table, 'json').text) as Record<string, unknown>[];
    expect(back[2]).toEqual({ row: 2, name: 'tab\there\nand line' });
    expect(back[3]).toEqual({ row: 3, name: null });
    expect(back[4]).toEqual({ row: null, name: 'x' });
  });
});

it('two columns of a file never have one name', () => {
  expect(headOf(['a', 'b'])).toEqual(['row', 'a', 'b']);
  expect(headOf(['row', 'a', 'a', 'a'])).toEqual(['row number', 'row', 'a', 'a (2)', 'a (3)']);
  expect(headOf(['row number', 'row'])).toEqual(['row number', 'row number (2)', 'row']);
});

it('an npy file begins its numbers at a multiple of 64 and says its shape', () => {
  const bytes = npyOf(Float32Array.of(1, 2, 3, 4, 5, 6), 3, 2);
  const text = new TextDecoder('latin1').decode(bytes);
  expect(text).toContain("'shape': (3, 2)");
  const begin = 10 + new DataView(bytes.buffer).getUint16(8, true);
  expect(begin % 64).toBe(0);
  expect(text[begin - 1]).toBe('\n');
  expect([...new Float32Array(bytes.slice(begin).buffer)]).toEqual([1, 2, 3, 4, 5, 6]);
});

it('two pictures, on black and on white, give one without a ground', () => {
  // Ground, an opaque orange, and the same at half.
  const onBlack = Uint8ClampedArray.of(0, 0, 0, 255, 255, 128, 0, 255, 128, 64, 0, 255);
  const onWhite = Uint8ClampedArray.of(255, 255, 255, 255, 255, 128, 0, 255, 255, 191, 127, 255);
  withoutGround(onBlack, onWhite);
  expect([...onBlack.subarray(0, 8)]).toEqual([0, 0, 0, 0, 255, 128, 0, 255]);
  expect(onBlack[11]).toBeCloseTo(128, -1);
  expect(onBlack[8]).toBeGreaterThan(250);
});
