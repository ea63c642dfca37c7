import type { Side } from './area';
import type { RowFlags } from './rowFlags';
import { inPieces, type Piecewise, zOrder } from './zOrder';

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
 * few others, however many there are and from wherever they are looked at. Rows are ordered along a Z-order curve, so that building
 * takes time proportional to their number; boxes are about runs of that order. Boxes of which every row is hidden are passed by.
 */
export class RowTree {
  /** Of each level and box whether it has a row that is shown; null while all rows are. */
  private shown: { levels: readonly Uint8Array[]; hiding: unknown } | null = null;

  /**
   * @param order The rows along the curve.
   * @param levels Boxes of each level, [m, 6], the leaves first, the last level one box.
   */
  private constructor(
    private readonly flags: RowFlags,
    private readonly order: Uint32Array,
    private readonly levels: readonly Float32Array[],
  ) {}

  /**
   * Builds a tree piece by piece.
   *
   * @param places [n, 3] where the rows are.
   */
  static *growing(places: Float32Array, flags: RowFlags): Piecewise<RowTree> {
    const order = yield* zOrder(places);
    return new RowTree(flags, order, yield* boxesAbout(places, order));
  }

  /** Calls `visit` for every row whose box the beam touches, roughly the nearest to the eye first. */
  search(beam: Beam, visit: (row: number) => void): void {
    const { order, levels } = this;
    const shown = this.shownBoxes();
    const touch = touching(beam);
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
      const before = boxes.length;
      const end = Math.min((box + 1) * fanOut, children.length / boxSize);
      for (let child = box * fanOut; child < end; child++) {
        const depth = shown?.[height - 1]?.[child] === 0 ? Number.POSITIVE_INFINITY : touch(children, child * boxSize);
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
  /**
   * Calls `take` for the rows of every box that does not lie outside, and says whether it lies inside.
   *
   * @param side Is told the least x, y, z and the largest x, y, z of a box, the six values from `at` on.
   */
  sift(side: (boxes: ArrayLike<number>, at: number) => Side, take: (row: number, isInside: boolean) => void): void {
    const { order, levels } = this;
    const shown = this.shownBoxes();
    const look = (height: number, index: number): void => {
      if (shown?.[height]?.[index] === 0) {
        return;
      }
      const where = side(levels[height] ?? order, index * boxSize);
      if (where === 'across' && height > 0) {
        const end = Math.min((index + 1) * fanOut, (levels[height - 1]?.length ?? 0) / boxSize);
        for (let child = index * fanOut; child < end; child++) {
          look(height - 1, child);
        }
      } else if (where !== 'outside') {
        const rows = rowsPerLeaf * fanOut ** height;
        const end = Math.min((index + 1) * rows, order.length);
        for (let i = index * rows; i < end; i++) {
          take(order[i] ?? 0, where === 'inside');
        }
      }
    };
    look(levels.length - 1, 0);
  }

  private shownBoxes(): readonly Uint8Array[] | null {
    const { hiding } = this.flags;
    if (hiding === null) {
      this.shown = null;
    } else if (this.shown?.hiding !== hiding) {
      const { order, levels, flags } = this;
      let below = Uint8Array.from(order, (row) => (flags.isHidden(row) ? 0 : 1));
      const marks = levels.map((boxes, height) => {
        const each = height === 0 ? rowsPerLeaf : fanOut;
        const above = new Uint8Array(boxes.length / boxSize);
        for (let i = 0; i < below.length; i++) {
          if (below[i] === 1) {
            above[Math.floor(i / each)] = 1;
          }
        }
        return (below = above);
      });
      this.shown = { levels: marks, hiding };
    }
    return this.shown?.levels ?? null;
  }
}

/** Gives a function that tells how near to the eye a box is that the beam touches; infinity for one that it does not touch. */
function touching(beam: Beam): (boxes: ArrayLike<number>, at: number) => number {
  const m = (i: number): number => beam.matrix[i] ?? 0;
  const w: Plane = [m(3), m(7), m(11), m(15)];
  const across: Plane = [m(0) - beam.x * w[0], m(4) - beam.x * w[1], m(8) - beam.x * w[2], m(12) - beam.x * w[3]];
  const up: Plane = [m(1) - beam.y * w[0], m(5) - beam.y * w[1], m(9) - beam.y * w[2], m(13) - beam.y * w[3]];
  /** The least value of a plane's function in a box; with `sign` −1 the largest, negated. */
  const least = (boxes: ArrayLike<number>, at: number, p: Plane, sign: 1 | -1): number => {
    let sum = sign * p[3];
    for (let axis = 0; axis < 3; axis++) {
      const slope = sign * (p[axis] ?? 0);
      sum += slope * (boxes[at + (slope > 0 ? axis : axis + 3)] ?? 0);
    }
    return sum;
  };
  return (boxes, at) => {
    const farthest = -least(boxes, at, w, -1);
    if (farthest <= 0) {
      return Number.POSITIVE_INFINITY;
    }
    const nearest = Math.max(least(boxes, at, w, 1), 0);
    const reach = 2 * beam.reach(nearest) * farthest;
    const misses =
      Math.max(least(boxes, at, across, 1), least(boxes, at, across, -1)) * beam.width > reach ||
      Math.max(least(boxes, at, up, 1), least(boxes, at, up, -1)) * beam.height > reach;
    return misses ? Number.POSITIVE_INFINITY : nearest;
  };
}

/** Boxes about runs of rows, and about runs of boxes, up to one box about all. */
function* boxesAbout(places: Float32Array, order: Uint32Array): Piecewise<readonly Float32Array[]> {
  const leaves = new Float32Array(Math.max(1, Math.ceil(order.length / rowsPerLeaf)) * boxSize);
  // A piece is a whole number of leaves.
  yield* inPieces(order.length, (from, past) => {
    for (let first = from, to = (from / rowsPerLeaf) * boxSize; first < past; first += rowsPerLeaf, to += boxSize) {
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
  });
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
