import { type Area, boxAbout, LassoMask } from './area';
import { flag } from './rowFlags';

/** How a newly drawn or clicked set joins the selection. */
export type Joining = 'replace' | 'add' | 'subtract' | 'toggle';

/**
 * Rows whose centre is drawn inside an area, ascending; what lies behind others counts like what lies in front. A lasso is filled
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
): number[] {
  const m = Array.from({ length: 16 }, (_, i) => matrix[i] ?? 0);
  const [m0, m1, , m3, m4, m5, , m7, m8, m9, , m11, m12, m13, , m15] = m as MatrixElements;
  const mask = area.kind === 'lasso' ? new LassoMask(area.path, width, height) : null;
  const box = mask?.box ?? boxAbout(area);
  const left = (2 * box.left) / width - 1;
  const right = (2 * box.right) / width - 1;
  const top = 1 - (2 * box.top) / height;
  const bottom = 1 - (2 * box.bottom) / height;
  const found: number[] = [];
  for (let row = 0, at = 0; at < places.length; row++, at += 3) {
    const x = places[at] ?? 0;
    const y = places[at + 1] ?? 0;
    const z = places[at + 2] ?? 0;
    const w = m3 * x + m7 * y + m11 * z + m15;
    const cx = m0 * x + m4 * y + m8 * z + m12;
    const cy = m1 * x + m5 * y + m9 * z + m13;
    if (w <= 0 || cx < left * w || cx > right * w || cy > top * w || cy < bottom * w) {
      continue;
    }
    if (mask !== null && !mask.has(((cx / w + 1) / 2) * width, ((1 - cy / w) / 2) * height)) {
      continue;
    }
    if (((flags[row] ?? flag.hidden) & flag.hidden) === 0) {
      found.push(row);
    }
  }
  return found;
}

type MatrixElements = [
  ...[number, number, number, number],
  ...[number, number, number, number],
  ...[number, number, number, number],
  ...[number, number, number, number],
];

/** The selection after `rows` joined it; rows already selected keep their order. */
export function joined(selection: readonly number[], rows: readonly number[], joining: Joining): readonly number[] {
  if (joining === 'replace') {
    return rows;
  }
  const named = membership(rows);
  if (joining === 'subtract') {
    return selection.filter((row) => named[row] !== 1);
  }
  const before = membership(selection);
  const kept = joining === 'toggle' ? selection.filter((row) => named[row] !== 1) : selection;
  return [...kept, ...rows.filter((row) => before[row] !== 1)];
}

/** A byte for each row up to the last of a list, 1 for those in it: a set of a million takes a quarter of a second. */
function membership(rows: readonly number[]): Uint8Array {
  const marked = new Uint8Array(rows.reduce((most, row) => Math.max(most, row), -1) + 1);
  for (const row of rows) {
    marked[row] = 1;
  }
  return marked;
}
