/** Rows in a box of the lowest level, and boxes in one of the next. */
const rowsPerLeaf = 16;
const fanOut = 8;
/** Values of a box: least x, y, z, largest x, y, z. */
const boxSize = 6;

/** What is looked for: the rows that are drawn within reach of a place of the view. */
export interface Beam {
  /** Column-major 4 × 4 from the map to clip space. */
  matrix: ArrayLike<number>;
  /** The place in clip space, from −1 to 1, upwards. */
  x: number;
  y: number;
  /** How far from the place a row may be drawn and still count, in CSS pixels, if its w in clip space is at least this. */
  reach(depth: number): number;
  /** CSS pixels of the view. */
  width: number;
  height: number;
  /** Whether nothing that is at least so far from the eye matters any more. */
  isHidden(depth: number): boolean;
}

/** a·x + b·y + c·z + d. */
type Plane = readonly [number, number, number, number];

/**
 * A hierarchy of boxes about rows that are near each other: a question about one place of the picture looks at the rows there and at
 * few others, however many there are and from wherever they are looked at. Rows are ordered along a Z-order curve (Morton, 1966), so
 * that building takes time proportional to their number; boxes are about runs of that order. While rows glide, a box is between the
 * one about where they come from and the one about where they go to.
 */
export class RowTree {
  private readonly order: Uint32Array;
  /** Boxes of each level, [m, 6], the leaves first, the last level one box. */
  private readonly levels: readonly Float32Array[];
  private startLevels: readonly Float32Array[] | null = null;

  /**
   * @param places [n, 3] where the rows belong.
   * @param starts [n, 3] where they glide from.
   */
  constructor(
    places: Float32Array,
    private readonly starts: Float32Array,
  ) {
    this.order = inZOrder(places);
    this.levels = boxesAbout(places, this.order);
  }

  /** Calls `visit` for every row whose box the beam touches, roughly the nearest to the eye first. */
  search(beam: Beam, glide: number, visit: (row: number) => void): void {
    const { order, levels } = this;
    const from = glide < 1 ? (this.startLevels ??= boxesAbout(this.starts, order)) : levels;
    const touch = touching(beam, glide);
    const boxes = [0];
    const heights = [levels.length - 1];
    const depths = [Number.NEGATIVE_INFINITY];
    while (boxes.length > 0) {
      const box = boxes.pop() ?? 0;
      const height = heights.pop() ?? 0;
      if (beam.isHidden(depths.pop() ?? 0)) {
        continue;
      }
      if (height === 0) {
        const end = Math.min((box + 1) * rowsPerLeaf, order.length);
        for (let i = box * rowsPerLeaf; i < end; i++) {
          visit(order[i] ?? 0);
        }
        continue;
      }
      const children = levels[height - 1] ?? order;
      const starts = from[height - 1] ?? order;
      const before = boxes.length;
      const end = Math.min((box + 1) * fanOut, children.length / boxSize);
      for (let child = box * fanOut; child < end; child++) {
        const depth = touch(starts, children, child * boxSize);
        if (depth < Number.POSITIVE_INFINITY) {
          // The nearest comes to lie on top and is looked into first: what it hides need not be looked at.
          let at = boxes.length;
          for (; at > before && (depths[at - 1] ?? 0) < depth; at--) {
            boxes[at] = boxes[at - 1] ?? 0;
            depths[at] = depths[at - 1] ?? 0;
          }
          boxes[at] = child;
          depths[at] = depth;
          heights.push(height - 1);
        }
      }
    }
  }
}

/** Gives a function that tells how near to the eye a box is that the beam touches; infinity for one that it does not touch. */
function touching(
  beam: Beam,
  glide: number,
): (starts: ArrayLike<number>, ends: ArrayLike<number>, at: number) => number {
  const m = (i: number): number => beam.matrix[i] ?? 0;
  const w: Plane = [m(3), m(7), m(11), m(15)];
  const across: Plane = [m(0) - beam.x * w[0], m(4) - beam.x * w[1], m(8) - beam.x * w[2], m(12) - beam.x * w[3]];
  const up: Plane = [m(1) - beam.y * w[0], m(5) - beam.y * w[1], m(9) - beam.y * w[2], m(13) - beam.y * w[3]];
  const box = new Float64Array(boxSize);
  /** The least value of a plane's function in the box; with `sign` −1 the largest, negated. */
  const least = (p: Plane, sign: 1 | -1): number => {
    let sum = sign * p[3];
    for (let axis = 0; axis < 3; axis++) {
      const slope = sign * (p[axis] ?? 0);
      sum += slope * (box[slope > 0 ? axis : axis + 3] ?? 0);
    }
    return sum;
  };
  return (starts, ends, at) => {
    for (let i = 0; i < boxSize; i++) {
      const from = starts[at + i] ?? 0;
      box[i] = from + ((ends[at + i] ?? 0) - from) * glide;
    }
    const farthest = -least(w, -1);
    if (farthest <= 0) {
      return Number.POSITIVE_INFINITY;
    }
    const nearest = Math.max(least(w, 1), 0);
    const reach = 2 * beam.reach(nearest) * farthest;
    const misses =
      Math.max(least(across, 1), least(across, -1)) * beam.width > reach ||
      Math.max(least(up, 1), least(up, -1)) * beam.height > reach;
    return misses ? Number.POSITIVE_INFINITY : nearest;
  };
}

/** Boxes about runs of rows, and about runs of boxes, up to one box about all. */
function boxesAbout(places: Float32Array, order: Uint32Array): readonly Float32Array[] {
  const leaves = new Float32Array(Math.max(1, Math.ceil(order.length / rowsPerLeaf)) * boxSize);
  for (let first = 0, to = 0; first < order.length; first += rowsPerLeaf, to += boxSize) {
    const end = Math.min(first + rowsPerLeaf, order.length);
    for (let axis = 0; axis < 3; axis++) {
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (let i = first; i < end; i++) {
        const value = places[(order[i] ?? 0) * 3 + axis] ?? 0;
        least = value < least ? value : least;
        most = value > most ? value : most;
      }
      leaves[to + axis] = least;
      leaves[to + axis + 3] = most;
    }
  }
  const levels = [leaves];
  for (let below = leaves; below.length > boxSize;) {
    const count = below.length / boxSize;
    const above = new Float32Array(Math.ceil(count / fanOut) * boxSize);
    for (let i = 0; i < above.length; i++) {
      const isLeast = i % boxSize < 3;
      const from = Math.floor(i / boxSize) * fanOut * boxSize + (i % boxSize);
      let extreme = below[from] ?? 0;
      for (let child = 1; child < fanOut && from + child * boxSize < below.length; child++) {
        const value = below[from + child * boxSize] ?? 0;
        extreme = isLeast ? Math.min(extreme, value) : Math.max(extreme, value);
      }
      above[i] = extreme;
    }
    levels.push(above);
    below = above;
  }
  return levels;
}

/** Rows in the order of the bits of their coordinates, interleaved; coordinates beyond the cube [−1, 1]³ count as on its face. */
function inZOrder(places: Float32Array): Uint32Array {
  const rows = places.length / 3;
  const codes = new Uint32Array(rows);
  let isFlat = true;
  for (let at = 2; at < places.length && isFlat; at += 3) {
    isFlat = places[at] === 0;
  }
  // A flat map has twice as many bits for each axis.
  const [cells, spread] = isFlat ? ([0x10000, spreadByOne] as const) : ([0x400, spreadByTwo] as const);
  const cell = (value: number): number => Math.min(Math.max(Math.floor(((value + 1) / 2) * cells), 0), cells - 1);
  for (let row = 0, at = 0; row < rows; row++, at += 3) {
    const z = isFlat ? 0 : spread(cell(places[at + 2] ?? 0)) << 2;
    codes[row] = spread(cell(places[at] ?? 0)) | (spread(cell(places[at + 1] ?? 0)) << 1) | z;
  }
  return sortedBy(codes);
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
function sortedBy(keys: Uint32Array): Uint32Array {
  let order = new Uint32Array(keys.length);
  let next = new Uint32Array(keys.length);
  for (let i = 0; i < order.length; i++) {
    order[i] = i;
  }
  for (let shift = 0; shift < 32; shift += digitBits) {
    const digit = (key: number): number => (key >>> shift) & ((1 << digitBits) - 1);
    const starts = new Uint32Array((1 << digitBits) + 1);
    for (let i = 0; i < keys.length; i++) {
      const after = digit(keys[i] ?? 0) + 1;
      starts[after] = (starts[after] ?? 0) + 1;
    }
    for (let i = 1; i < starts.length; i++) {
      starts[i] = (starts[i] ?? 0) + (starts[i - 1] ?? 0);
    }
    for (let i = 0; i < order.length; i++) {
      const index = order[i] ?? 0;
      const of = digit(keys[index] ?? 0);
      const to = starts[of] ?? 0;
      next[to] = index;
      starts[of] = to + 1;
    }
    [order, next] = [next, order];
  }
  return order;
}
