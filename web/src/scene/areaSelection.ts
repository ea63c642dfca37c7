import { setBit } from '../state/bits';
import { RowSet } from '../state/rowSet';
import { type Area, maskOf, type Side } from './area';
import type { MatrixElements } from './matrixElements';
import type { PlacedRows } from './placedRows';
import { flag } from './rowFlags';

/** How a newly drawn or clicked set joins the selection. */
export type Joining = 'replace' | 'add' | 'subtract' | 'toggle';

/** How the rows are looked at. */
export interface SeenFrom {
  /** Column-major 4 × 4 from the map to clip space. */
  matrix: ArrayLike<number>;
  /** Of the view in CSS pixels, as `height`. */
  width: number;
  height: number;
  glide: number;
}

/**
 * Rows whose centre is drawn inside an area; what lies behind others counts like what lies in front, and hidden rows are not drawn. The
 * area is filled once, pixel by pixel, so that a row costs the same however often a lasso turns. Rows at rest are asked box by box: what
 * lies beside the area costs nothing, and of what lies within it no row is asked for its place.
 */
export function rowsInArea(rows: PlacedRows, { matrix, width, height, glide }: SeenFrom, area: Area): RowSet {
  const m = Array.from({ length: 16 }, (_, i) => matrix[i] ?? 0);
  const [m0, m1, , m3, m4, m5, , m7, m8, m9, , m11, m12, m13, , m15] = m as MatrixElements;
  const mask = maskOf(area, width, height);
  const places = rows.place.array;
  const starts = rows.start.array;
  const { bytes } = rows.flags;
  const found = new Uint8Array(Math.ceil(rows.count / 8));

  const holds = (row: number): boolean => {
    const at = 3 * row;
    let x = places[at] ?? 0;
    let y = places[at + 1] ?? 0;
    let z = places[at + 2] ?? 0;
    if (glide < 1) {
      x = (starts[at] ?? 0) * (1 - glide) + x * glide;
      y = (starts[at + 1] ?? 0) * (1 - glide) + y * glide;
      z = (starts[at + 2] ?? 0) * (1 - glide) + z * glide;
    }
    const w = m3 * x + m7 * y + m11 * z + m15;
    const across = ((m0 * x + m4 * y + m8 * z + m12) / w + 1) * 0.5 * width;
    const down = (1 - (m1 * x + m5 * y + m9 * z + m13) / w) * 0.5 * height;
    return w > 0 && mask.holds(across, down);
  };
  const take = (row: number, isInside: boolean): void => {
    if (((bytes[row] ?? flag.hidden) & flag.hidden) === 0 && (isInside || holds(row))) {
      setBit(found, row);
    }
  };
  /** Where a box of the map lies, by the places of its corners in the view. */
  const sideOf = (boxes: ArrayLike<number>, at: number): Side => {
    let behind = 0;
    const seen = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (let corner = 0; corner < 8; corner++) {
      const x = boxes[at + (corner & 1) * 3] ?? 0;
      const y = boxes[at + 1 + ((corner >> 1) & 1) * 3] ?? 0;
      const z = boxes[at + 2 + (corner >> 2) * 3] ?? 0;
      const w = m3 * x + m7 * y + m11 * z + m15;
      if (w <= 0) {
        behind++;
        continue;
      }
      const across = ((m0 * x + m4 * y + m8 * z + m12) / w + 1) * 0.5 * width;
      const down = (1 - (m1 * x + m5 * y + m9 * z + m13) / w) * 0.5 * height;
      seen.left = Math.min(seen.left, across);
      seen.right = Math.max(seen.right, across);
      seen.top = Math.min(seen.top, down);
      seen.bottom = Math.max(seen.bottom, down);
    }
    return behind === 8 ? 'outside' : behind > 0 ? 'across' : mask.sideOf(seen);
  };

  if (rows.tree !== null && glide === 1) {
    rows.tree.sift(sideOf, take);
  } else {
    for (let row = 0; row < rows.count; row++) {
      take(row, false);
    }
  }
  return RowSet.ofBits(found);
}

/** The selection after `rows` joined it; rows already selected keep their order. */
export function joined(selection: RowSet, rows: RowSet, joining: Joining): RowSet {
  switch (joining) {
    case 'replace':
      return rows;
    case 'add':
      return selection.plus(rows);
    case 'subtract':
      return selection.minus(rows);
    case 'toggle':
      return selection.toggled(rows);
  }
}
