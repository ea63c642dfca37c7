import type { MatrixElements } from './matrixElements';
import type { PlacedRows } from './placedRows';
import { flag } from './rowFlags';
import { shuffled } from './rowShuffle';
import { discDiameter, pointSize } from './rowSize';
import type { Viewpoint } from './viewpoint';

/** CSS pixels from the pointer in which the nearest disc is looked for when none lies under it. */
const slack = 4;
/** Half a pixel of its edge belongs to a disc. */
const edge = 0.5;

/** How the rows are looked at when they are asked for. */
export interface PickedView {
  /** Column-major 4 × 4 from the map to clip space. */
  matrix: ArrayLike<number>;
  viewpoint: Viewpoint;
  /** CSS pixels. */
  width: number;
  height: number;
  glide: number;
  /** Whether selected rows have rings. */
  rings: boolean;
  /** Rows that lie in front of all others, selected or neighbors, or null where these are too many to be looked at one by one. */
  inFront: Iterable<number> | null;
}

interface Found {
  row: number;
  /** CSS pixels from the pointer to its disc, 0 under it. */
  gap: number;
  /** 0 for the hovered row, then selected ones, neighbors and the others. */
  rank: number;
  depth: number;
}

/**
 * The row drawn under (x, y), CSS pixels from the top left: of the discs that cover the place the one in front, else the one whose edge
 * is nearest, up to 4 pixels away. Looks only at rows near the line of sight, and in a deep map only at those that nothing hides.
 */
export function rowUnderPointer(rows: PlacedRows, view: PickedView, x: number, y: number): number | null {
  if (rows.count === 0) {
    return null;
  }
  const { matrix, viewpoint, width, height, glide, rings } = view;
  const [m0, m1, , m3, m4, m5, , m7, m8, m9, , m11, m12, m13, , m15] = Array.from(
    { length: 16 },
    (_, i) => matrix[i] ?? 0,
  ) as MatrixElements;
  const size = pointSize(rows.count, viewpoint);
  const { bytes } = rows.flags;
  const starts = rows.start.array;
  const places = rows.place.array;
  const found: Found = { row: -1, gap: Number.POSITIVE_INFINITY, rank: 4, depth: 0 };

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
    const reach = discDiameter(size, viewpoint, w, flags, rings) / 2 + edge;
    const gap = Math.max(Math.hypot(dx, dy) - reach, 0);
    if (gap > slack || gap > found.gap) {
      return;
    }
    const rank = rankOf(flags);
    const depth = viewpoint.orthographic ? shuffled(row) : w;
    // Of two at the same depth the later row is drawn over the earlier one.
    const isInFront =
      rank !== found.rank ? rank < found.rank : depth !== found.depth ? depth < found.depth : row > found.row;
    if (gap < found.gap || isInFront) {
      found.row = row;
      found.gap = gap;
      found.rank = rank;
      found.depth = depth;
    }
  };

  for (const row of view.inFront ?? []) {
    if (row < rows.count) {
      look(row);
    }
  }
  const hides = view.inFront !== null && !viewpoint.orthographic;
  const beam = {
    matrix,
    x: (2 * x) / width - 1,
    y: 1 - (2 * y) / height,
    width,
    height,
    // No disc is larger than that of the hovered row.
    reach: (depth: number) =>
      discDiameter(size, viewpoint, Math.max(depth, 1e-9), flag.hovered, rings) / 2 + edge + Math.min(found.gap, slack),
    isHidden: (depth: number) => hides && found.gap === 0 && (found.rank < 3 || depth > found.depth),
  };
  rows.tree.search(beam, glide, look);
  return found.row < 0 ? null : found.row;
}

function rankOf(flags: number): number {
  return (flags & flag.hovered) !== 0 ? 0 : (flags & flag.selected) !== 0 ? 1 : (flags & flag.neighbor) !== 0 ? 2 : 3;
}
