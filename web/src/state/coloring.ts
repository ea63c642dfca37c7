import type { ColorMode, PointColors } from './appearance';
import type { ColumnData, ColumnInfo } from './dataset';
import { distinctColors, missingColor, mostCategories, ramp, rampSteps } from './palettes';

/** Up to this many different values a column of numbers is taken for a category, as in the original. */
export const mostNumericCategories = 50;

/** One entry of a legend of categories. */
export interface Category {
  /** Stable name for addresses and for hiding: the text of the value, or `missingKey`. */
  key: string;
  label: string;
  /** Index of the value in its column; −1 for the rows without one. */
  code: number;
  count: number;
  color: string;
}

export const missingKey = '\u0000missing';

export type Coloring =
  | { kind: 'none' }
  | { kind: 'categories'; column: ColumnInfo; categories: Category[]; points: PointColors }
  | { kind: 'gradient'; column: ColumnInfo; min: number; max: number; missing: number; points: PointColors };

/** How a column can be coloured; empty when there are too many texts to tell apart. */
export function possibleModes(column: ColumnInfo): ColorMode[] {
  if (column.isMeasure === true) {
    return ['gradient'];
  }
  const modes: ColorMode[] = [];
  if (column.kind === 'number') {
    modes.push('gradient');
  }
  if (column.distinct > 0 && column.distinct <= mostCategories) {
    modes.push('categories');
  }
  return modes;
}

/** The way a column is coloured when nobody chose one. */
export function defaultMode(column: ColumnInfo): ColorMode {
  return column.kind === 'number' && column.distinct > mostNumericCategories ? 'gradient' : 'categories';
}

/** The column that colours a fresh map: the first with a few values, rather not the one that labels it; null when there is none. */
export function defaultColorColumn(columns: readonly ColumnInfo[], label: number | null): number | null {
  const few = columns.filter((column) => column.distinct > 1 && column.distinct <= mostNumericCategories);
  return (few.find((column) => column.index !== label) ?? few[0])?.index ?? null;
}

export function coloringOf(column: ColumnData | null, mode: ColorMode | null, dark: boolean): Coloring {
  if (column === null) {
    return { kind: 'none' };
  }
  const possible = possibleModes(column.info);
  const wanted = mode ?? defaultMode(column.info);
  const taken = possible.includes(wanted) ? wanted : possible[0];
  if (taken === undefined) {
    return { kind: 'none' };
  }
  return taken === 'gradient' ? gradient(column, dark) : categories(column, dark);
}

function categories({ info, codes, values, numbers }: ColumnData, dark: boolean): Coloring {
  const counts = new Uint32Array(values.length);
  let missing = 0;
  for (const code of codes) {
    if (code < 0) {
      missing++;
    } else {
      counts[code] = (counts[code] ?? 0) + 1;
    }
  }
  const order = Array.from(values.keys()).sort((a, b) =>
    info.kind === 'number' ? (numbers[a] ?? 0) - (numbers[b] ?? 0) : (counts[b] ?? 0) - (counts[a] ?? 0) || a - b,
  );
  const palette = [...distinctColors(order.length, dark)];
  const found: Category[] = order.map((code, rank) => ({
    key: values[code] ?? '',
    label: values[code] === '' ? '(empty)' : (values[code] ?? ''),
    code,
    count: counts[code] ?? 0,
    color: palette[rank] ?? colorOfMissing(dark),
  }));
  const rankOf = new Uint16Array(values.length);
  order.forEach((code, rank) => {
    rankOf[code] = rank;
  });
  palette.push(colorOfMissing(dark));
  const indices = Uint16Array.from(codes, (code) => (code < 0 ? palette.length - 1 : (rankOf[code] ?? 0)));
  if (missing > 0) {
    found.push({ key: missingKey, label: 'No value', code: -1, count: missing, color: colorOfMissing(dark) });
  }
  return { kind: 'categories', column: info, categories: found, points: { indices, palette } };
}

function gradient({ info, codes, numbers }: ColumnData, dark: boolean): Coloring {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const number of numbers) {
    if (Number.isFinite(number)) {
      min = Math.min(min, number);
      max = Math.max(max, number);
    }
  }
  const span = max - min;
  const steps = Uint16Array.from(numbers, (number) => {
    if (!Number.isFinite(number)) {
      return rampSteps;
    }
    return span > 0 ? Math.round(((number - min) / span) * (rampSteps - 1)) : 0;
  });
  let missing = 0;
  const indices = Uint16Array.from(codes, (code) => {
    const step = code < 0 ? rampSteps : (steps[code] ?? rampSteps);
    missing += step === rampSteps ? 1 : 0;
    return step;
  });
  const points = { indices, palette: [...ramp(dark), colorOfMissing(dark)] };
  return { kind: 'gradient', column: info, min, max, missing, points };
}

function colorOfMissing(dark: boolean): string {
  return dark ? missingColor.dark : missingColor.light;
}
