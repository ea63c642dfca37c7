/** Rows that are dealt with at once: about a millisecond of work. */
const atOnce = 1 << 15;

/** Work that is done piece by piece, so that the hand that waits for the page gets its turn between two of them. */
export type Piecewise<T> = Generator<void, T>;

/** Calls `work` for pieces of 0 … count − 1, and pauses after each. */
export function* inPieces(count: number, work: (from: number, end: number) => void): Piecewise<void> {
  for (let from = 0; from < count; from += atOnce) {
    work(from, Math.min(from + atOnce, count));
    yield;
  }
}

/**
 * Rows along a Z-order curve (Morton, 1966): in the order of the bits of their coordinates, interleaved. Coordinates beyond the cube
 * [−1, 1]³ count as on its face. Takes time proportional to the number of rows.
 *
 * @param places [n, 3]
 */
export function* zOrder(places: Float32Array): Piecewise<Uint32Array> {
  const rows = places.length / 3;
  const codes = new Uint32Array(rows);
  let isFlat = true;
  for (let at = 2; at < places.length && isFlat; at += 3) {
    isFlat = places[at] === 0;
  }
  // A flat map has twice as many bits for each axis.
  const [cells, spread] = isFlat ? ([0x10000, spreadByOne] as const) : ([0x400, spreadByTwo] as const);
  const cell = (value: number): number => Math.min(Math.max(Math.floor(((value + 1) / 2) * cells), 0), cells - 1);
  yield* inPieces(rows, (from, end) => {
    for (let row = from, at = 3 * from; row < end; row++, at += 3) {
      const z = isFlat ? 0 : spread(cell(places[at + 2] ?? 0)) << 2;
      codes[row] = spread(cell(places[at] ?? 0)) | (spread(cell(places[at + 1] ?? 0)) << 1) | z;
    }
  });
  return yield* sortedBy(codes);
}

/** Puts a zero before each of 16 bits. */
function spreadByOne(value: number): number {
  let v = value;
  v = (v | (v << 8)) & 0x00ff00ff;
  v = (v | (v << 4)) & 0x0f0f0f0f;
  v = (v | (v << 2)) & 0x33333333;
  return (v | (v << 1)) & 0x55555555;
}

/** Puts two zeros before each of 10 bits. */
function spreadByTwo(value: number): number {
  let v = value;
  v = (v | (v << 16)) & 0x030000ff;
  v = (v | (v << 8)) & 0x0300f00f;
  v = (v | (v << 4)) & 0x030c30c3;
  return (v | (v << 2)) & 0x09249249;
}

const digitBits = 11;

/** Indices in the order of their keys, by three passes over digits of eleven bits. */
function* sortedBy(keys: Uint32Array): Piecewise<Uint32Array> {
  let order = new Uint32Array(keys.length);
  let next = new Uint32Array(keys.length);
  for (let i = 0; i < order.length; i++) {
    order[i] = i;
  }
  for (let shift = 0; shift < 32; shift += digitBits) {
    const digit = (key: number): number => (key >>> shift) & ((1 << digitBits) - 1);
    const starts = new Uint32Array((1 << digitBits) + 1);
    yield* inPieces(keys.length, (from, end) => {
      for (let i = from; i < end; i++) {
        const after = digit(keys[i] ?? 0) + 1;
        starts[after] = (starts[after] ?? 0) + 1;
      }
    });
    for (let i = 1; i < starts.length; i++) {
      starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
    }
    const [source, target] = [order, next];
    yield* inPieces(keys.length, (from, end) => {
      for (let i = from; i < end; i++) {
        const index = source[i] ?? 0;
        const of = digit(keys[index] ?? 0);
        const to = starts[of] ?? 0;
        target[to] = index;
        starts[of] = to + 1;
      }
    });
    [order, next] = [next, order];
  }
  return order;
}
