/** Sets of rows as one bit each: row i is bit i mod 8, the least first, of byte i / 8. The server has the same (docs/api.md). */

export function bitsOf(rows: ArrayLike<number>, count: number): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(Math.ceil(count / 8));
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? count;
    if (row < count) {
      bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
    }
  }
  return bits;
}

export function hasBit(bits: Uint8Array, row: number): boolean {
  return (((bits[row >> 3] ?? 0) >> (row & 7)) & 1) !== 0;
}

const inByte = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

export function countBits(bits: Uint8Array): number {
  let count = 0;
  for (const byte of bits) {
    count += inByte[byte] ?? 0;
  }
  return count;
}

/** The rows of a set, ascending. */
export function rowsOfBits(bits: Uint8Array): number[] {
  const rows: number[] = [];
  bits.forEach((byte, at) => {
    for (let bit = 0, left = byte; left !== 0; bit++, left >>= 1) {
      if ((left & 1) !== 0) {
        rows.push(8 * at + bit);
      }
    }
  });
  return rows;
}
