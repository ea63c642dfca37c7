/** Sets of rows as one bit each: row i is bit i mod 8, the least first, of byte i / 8. The server has the same (docs/api.md). */

export function bitsOf(rows: ArrayLike<number>, count: number): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(Math.ceil(count / 8));
  addBits(bits, rows, count);
  return bits;
}

/** Adds the rows below `count` to a set. */
export function addBits(bits: Uint8Array, rows: ArrayLike<number>, count: number): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? count;
    if (row < count) {
      setBit(bits, row);
    }
  }
}

export function setBit(bits: Uint8Array, row: number): void {
  bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7));
}

export function hasBit(bits: Uint8Array, row: number): boolean {
  return (((bits[row >> 3] ?? 0) >> (row & 7)) & 1) !== 0;
}

/** The bits that each byte has, the least first. */
const bitsIn = Array.from({ length: 256 }, (_, byte) => [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (byte >> bit) & 1));

export function countBits(bits: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < bits.length; at++) {
    count += bitsIn[bits[at] ?? 0]?.length ?? 0;
  }
  return count;
}

/** The rows of a set, ascending. */
export function listBits(bits: Uint8Array): Uint32Array {
  const list = new Uint32Array(countBits(bits));
  let to = 0;
  for (let at = 0; at < bits.length; at++) {
    const within = bitsIn[bits[at] ?? 0] ?? [];
    for (let i = 0; i < within.length; i++) {
      list[to++] = 8 * at + (within[i] ?? 0);
    }
  }
  return list;
}

/** The rows of a set, ascending, for those who need only the first. */
export function* walkBits(bits: Uint8Array): Generator<number> {
  for (let at = 0; at < bits.length; at++) {
    for (const bit of bitsIn[bits[at] ?? 0] ?? []) {
      yield 8 * at + bit;
    }
  }
}
