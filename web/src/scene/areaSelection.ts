import { RowSet } from '../state/rowSet';
import { type Area, boxAbout, LassoMask } from './area';
import type { MatrixElements } from './matrixElements';
import { flag } from './rowFlags';

/** How a newly drawn or clicked set joins the selection. */
export type Joining = 'replace' | 'add' | 'subtract' | 'toggle';

/**
 * Rows whose centre is drawn inside an area; what lies behind others counts like what lies in front. A lasso is filled
 * once, pixel by pixel, so that a row costs the same however often the line turns.
 *
 * @param places [n, 3] positions on the map.
 * @param matrix Column-major 4 × 4 from the map to clip space.
 * @param width Width of the view in CSS pixels, as `height`.
 * @param flags [n] as in `rowFlags.ts`: hidden rows are not drawn and not selected.
 */
export function rowsInArea(
  places: Float32Array,
  matrix: ArrayLike<number>,
  area: Area,
  width: number,
  height: number,
  flags: Uint8Array,
): RowSet {
  const m = Array.from({ length: 16 }, (_, i) => matrix[i] ?? 0);
  const [m0, m1, , m3, m4, m5, , m7, m8, m9, , m11, m12, m13, , m15] = m as MatrixElements;
  const mask = area.kind === 'lasso' ? new LassoMask(area.path, width, height) : null;
  const { left, top, right, bottom } = mask?.box ?? boxAbout(area);
  const inside = mask?.inside ?? null;
  const line = mask?.width ?? 0;
  const found = new Uint8Array(Math.ceil(flags.length / 8));
  for (let row = 0, at = 0; at < places.length; row++, at += 3) {
    const x = places[at] ?? 0;
    const y = places[at + 1] ?? 0;
    const z = places[at + 2] ?? 0;
    const w = m3 * x + m7 * y + m11 * z + m15;
    const across = ((m0 * x + m4 * y + m8 * z + m12) / w + 1) * 0.5 * width;
    const down = (1 - (m1 * x + m5 * y + m9 * z + m13) / w) * 0.5 * height;
    if (
      w > 0 &&
      across >= left &&
      across <= right &&
      down >= top &&
      down <= bottom &&
      // A box holds its rim; of a lasso, what lies on the far one belongs to no pixel.
      (inside === null ||
        (across < right && inside[Math.floor(down - top) * line + Math.floor(across - left)] === 1)) &&
      ((flags[row] ?? flag.hidden) & flag.hidden) === 0
    ) {
      found[row >> 3] = (found[row >> 3] ?? 0) | (1 << (row & 7));
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
