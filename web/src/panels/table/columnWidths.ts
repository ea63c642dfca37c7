import type { ColumnInfo } from '../../state/dataset';

/** CSS pixels of a letter on average, of what a cell has besides its text, and between which a column stays. */
const letter = 7;
const padding = 18;
const arrow = 14;
const narrowest = 64;
const widestColumn = 260;

/** How wide a column is, by its name and the longest text that is known of it. */
export function widthOf({ name }: ColumnInfo, longest: number): number {
  const wanted = Math.max(name.length * letter + arrow, longest * letter) + padding;
  return Math.min(widestColumn, Math.max(narrowest, Math.round(wanted)));
}

/** The columns in sight, first to before last, and how wide those before and after them are together. */
export function columnsInSight(
  widths: readonly number[],
  left: number,
  width: number,
): { first: number; last: number; before: number; after: number } {
  const total = widths.reduce((sum, one) => sum + one, 0);
  let [first, before] = [0, 0];
  while (first < widths.length - 1 && before + (widths[first] ?? 0) <= left) {
    before += widths[first] ?? 0;
    first++;
  }
  let [last, end] = [first, before];
  while (last < widths.length && end < left + width) {
    end += widths[last] ?? 0;
    last++;
  }
  return { first, last, before, after: total - end };
}
