import { expect, it } from 'vitest';
import { decodePositions } from '../../src/wire/positions';

function encode(rows: number, dimensions: number, values: number[]): ArrayBuffer {
  const buffer = new ArrayBuffer(16 + 4 * values.length);
  const view = new DataView(buffer);
  new Uint8Array(buffer).set(new TextEncoder().encode('EPP1'));
  view.setUint32(4, rows, true);
  view.setUint32(8, dimensions, true);
  values.forEach((value, i) => view.setFloat32(16 + 4 * i, value, true));
  return buffer;
}

it('reads rows, dimensions and values', () => {
  const read = decodePositions(encode(2, 3, [1, 2, 3, 4, 5, -6.5]), ['PC 1', 'PC 2', 'PC 3']);
  expect(read).toMatchObject({ rows: 2, dimensions: 3, axes: ['PC 1', 'PC 2', 'PC 3'] });
  expect([...read.values]).toEqual([1, 2, 3, 4, 5, -6.5]);
});

it('refuses dimensions that cannot be drawn', () => {
  expect(() => decodePositions(encode(1, 4, [1, 2, 3, 4]), [])).toThrow(/4 dimensions; 2 or 3/);
});

it('refuses too few and too many bytes', () => {
  expect(() => decodePositions(encode(2, 3, [1, 2, 3]), [])).toThrow(
    /was cut: 24 bytes were expected at byte 16 of 28/,
  );
  expect(() => decodePositions(encode(1, 2, [1, 2, 3]), [])).toThrow(/4 bytes too many/);
});
