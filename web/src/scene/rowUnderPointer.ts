import type { SeenFrom } from './areaSelection';
import type { MatrixElements } from './matrixElements';
import type { PlacedRows } from './placedRows';
import { flag } from './rowFlags';
import type { RowShapes } from './rowShapes';
import { shuffled } from './rowShuffle';

/** CSS pixels from the pointer in which the nearest row is looked for when none lies under it. */
const slack = 4;
/** A distance from the eye at which everything is as large as it can be. */
const least = 1e-9;

/** How the rows are looked at when they are asked for. */
export interface PickedView extends SeenFrom {
  shapes: RowShapes;
  /** Whether the map is flat: then what lies in front is a matter of the row and not of its place. */
  flat: boolean;
  /** The row under the pointer, neighbors, and selected rows unless they are too many to be looked at one by one. */
  inFront: Iterable<number>;
  /** Whether every row that lies in front of the others is among these. */
  areAllInFront: boolean;
}

interface Found {
  row: number;
  /** CSS pixels from the pointer to its nearest pixel, 0 on it. */
  gap: number;
  /** 0 for the hovered row, then selected ones, neighbors and the others. */
  rank: number;
  depth: number;
}

/**
 * The row drawn under (x, y), CSS pixels from the top left: of those that cover the place the one in front, else the one whose edge
 * is nearest, up to 4 pixels away. Of rows at rest it looks only at those near the line of sight, and in a deep map only at those that
 * nothing hides.
 */
export function rowUnderPointer(rows: PlacedRows, view: PickedView, x: number, y: number): number | null {
  if (rows.count === 0) {
    return null;
  }
  const { matrix, width, height, glide, flat, shapes } = view;
  const [m0, m1, , m3, m4, m5, , m7, m8, m9, , m11, m12, m13, , m15] = Array.from(
    { length: 16 },
    (_, i) => matrix[i] ?? 0,
  ) as MatrixElements;
  const { bytes } = rows.flags;
  const starts = rows.start.array;
  const places = rows.place.array;
  const found: Found = { row: -1, gap: Number.POSITIVE_INFINITY, rank: 4, depth: 0 };

  let farthest = Number.POSITIVE_INFINITY;
  const look = (row: number): void => {
    const flags = bytes[row] ?? flag.hidden;
    if ((flags & flag.hidden) !== 0) {
      return;
    }
    let px = places[row * 3] ?? 0;
    let py = places[row * 3 + 1] ?? 0;
    let pz = places[row * 3 + 2] ?? 0;
    if (glide < 1) {
      const [sx, sy, sz] = [starts[row * 3] ?? 0, starts[row * 3 + 1] ?? 0, starts[row * 3 + 2] ?? 0];
      px = sx + (px - sx) * glide;
      py = sy + (py - sy) * glide;
      pz = sz + (pz - sz) * glide;
    }
    const w = m3 * px + m7 * py + m11 * pz + m15;
    if (w <= 0) {
      return;
    }
    const dx = (((m0 * px + m4 * py + m8 * pz + m12) / w + 1) / 2) * width - x;
    const dy = ((1 - (m1 * px + m5 * py + m9 * pz + m13) / w) / 2) * height - y;
    if (Math.abs(dx) > farthest || Math.abs(dy) > farthest) {
      return;
    }
    const outline = shapes.toOutline(row, flags, w, -dx, -dy);
    if (outline > slack || outline > found.gap) {
      return;
    }
    const rank = rankOf(flags);
    const depth = flat ? shuffled(row) : w;
    // Of two at the same depth the later row is drawn over the earlier one.
    const isInFront =
      rank !== found.rank ? rank < found.rank : depth !== found.depth ? depth < found.depth : row > found.row;
    const wins = (gap: number): boolean => gap <= slack && (gap < found.gap || (gap === found.gap && isInFront));
    // The pixels themselves are asked only of a row that has a chance.
    if (wins(outline)) {
      const gap = shapes.toPixels(row, flags, w, -dx, -dy);
      if (wins(gap)) {
        Object.assign(found, { row, gap, rank, depth });
      }
    }
  };

  for (const row of view.inFront) {
    if (row < rows.count) {
      look(row);
    }
  }
  // The others are drawn within reach of their places, and most of them are elsewhere.
  farthest = shapes.reach(least) + slack;
  if (rows.tree === null || glide < 1) {
    for (let row = 0; row < rows.count; row++) {
      look(row);
    }
  } else {
    const hides = view.areAllInFront && !flat;
    rows.tree.search(
      {
        matrix,
        x: (2 * x) / width - 1,
        y: 1 - (2 * y) / height,
        width,
        height,
        reach: (depth) => shapes.reach(Math.max(depth, least)) + Math.min(found.gap, slack),
        isHidden: (depth) => hides && found.gap === 0 && (found.rank < 3 || depth > found.depth),
      },
      look,
    );
  }
  return found.row < 0 ? null : found.row;
}

function rankOf(flags: number): number {
  return (flags & flag.hovered) !== 0 ? 0 : (flags & flag.selected) !== 0 ? 1 : (flags & flag.neighbor) !== 0 ? 2 : 3;
}
