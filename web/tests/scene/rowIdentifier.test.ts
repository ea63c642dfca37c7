import { describe, expect, it } from 'vitest';
import { decodeRow, encodeRow, nearestRow } from '../../src/scene/rowIdentifier';

/** Identifiers of rows at places "x,y" of a window of 9 × 9. */
function identifiers(rows: Record<string, number>): Uint8Array {
  const bytes = new Uint8Array(9 * 9 * 4);
  for (const [place, row] of Object.entries(rows)) {
    const [x = 0, y = 0] = place.split(',').map(Number);
    bytes.set(encodeRow(row), (y * 9 + x) * 4);
  }
  return bytes;
}

describe('row identifiers', () => {
  it.each([0, 1, 254, 255, 256, 65_535, 16_777_215, 16_777_216, 4_294_967_294])('bring row %d back', (row) => {
    expect(decodeRow(Uint8Array.from(encodeRow(row)), 0)).toBe(row);
  });

  it('tell a pixel without a row', () => {
    expect(decodeRow(new Uint8Array(4), 0)).toBeNull();
  });
});

describe('the row nearest to the pointer', () => {
  it('is the one whose pixel is closest', () => {
    expect(nearestRow(identifiers({ '0,0': 5, '6,5': 9, '4,7': 2 }), 9, 4, 4)).toBe(9);
  });

  it('is none where the window is empty', () => {
    expect(nearestRow(identifiers({}), 9, 4, 4)).toBeNull();
  });

  it('is looked for about the pointer, also where the window was moved in from the rim', () => {
    expect(nearestRow(identifiers({ '1,0': 5, '4,4': 9 }), 9, 0, 0)).toBe(5);
  });
});
