import type { ColorMode, PointColors } from './appearance';
import type { ColumnData, ColumnInfo } from './dataset';
import { defaultScale, placeOf, spanOf, type ColorScale } from './colorScale';
import type { OwnColor } from './ownColors';
import { distinctColors, missingColor, mostCategories, otherColor } from './palettes';
import { rampColors, rampSteps } from './ramps';

/** Up to this many different values a column of numbers is taken for a category, as in the original. */
export const mostNumericCategories = 50;

/** One entry of a legend of categories. */
export interface Category {
  /** Stable name for addresses and for hiding: the text of the value, `otherKey` or `missingKey`. */
  key: string;
  label: string;
  /** Index of its colour in the palette; no other entry has the same. */
  index: number;
  count: number;
  color: string;
  /** The person gave it this colour (state/ownColors.ts). */
  isOwn?: true;
}

/** The rows without a value. */
export const missingKey = '\u0000missing';
/** The values that are too many for a colour each. */
export const otherKey = '\u0000other';

/** Where an entry stands when entries are ordered: values, then the rest of them, then the rows without one. */
export function rankOfKey(key: string): number {
  return key === missingKey ? 2 : key === otherKey ? 1 : 0;
}

export type Coloring =
  { kind: 'none' } | { kind: 'categories'; column: ColumnInfo; categories: Category[]; points: PointColors } | Gradient;

export interface Gradient {
  kind: 'gradient';
  column: ColumnInfo;
  /** The values at the ends of the ramp and, if it has one, in its middle. */
  min: number;
  max: number;
  center: number | null;
  /** Points beyond the ends, which have the colours of the ends. */
  below: number;
  above: number;
  missing: number;
  points: PointColors;
}

/** How a column can be coloured; empty when no row has a value. */
export function possibleModes(column: ColumnInfo): ColorMode[] {
  if (column.isMeasure === true) {
    return ['gradient'];
  }
  const modes: ColorMode[] = [];
  if (column.kind === 'number') {
    modes.push('gradient');
  }
  if (column.distinct > 0) {
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

export function coloringOf(
  column: ColumnData | null,
  mode: ColorMode | null,
  dark: boolean,
  scale: ColorScale = defaultScale,
): Coloring {
  if (column === null) {
    return { kind: 'none' };
  }
  const possible = possibleModes(column.info);
  const wanted = mode ?? defaultMode(column.info);
  const taken = possible.includes(wanted) ? wanted : possible[0];
  if (taken === undefined) {
    return { kind: 'none' };
  }
  return taken === 'gradient' ? gradient(column, dark, scale) : categories(column, dark);
}

/** A colouring with a person's own colours in the place of the default ones. Only its palette is another, not what the rows point at. */
export function painted(coloring: Coloring, own: readonly OwnColor[]): Coloring {
  if (coloring.kind !== 'categories') {
    return coloring;
  }
  const colors = new Map(own.filter((one) => one.column === coloring.column.name).map((one) => [one.key, one.color]));
  if (colors.size === 0) {
    return coloring;
  }
  const palette = [...coloring.points.palette];
  const entries = coloring.categories.map((category): Category => {
    const color = colors.get(category.key);
    if (color === undefined) {
      return category;
    }
    palette[category.index] = color;
    return { ...category, color, isOwn: true };
  });
  return { ...coloring, categories: entries, points: { indices: coloring.points.indices, palette } };
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
  const byCount = Array.from(values.keys()).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
  // One colour of the most is left for all that have none of their own.
  const colored = byCount.length > mostCategories ? byCount.slice(0, mostCategories - 1) : byCount;
  const order =
    info.kind === 'number' ? colored.toSorted((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0) || a - b) : colored;
  const palette = [...distinctColors(order.length, dark)];
  const found: Category[] = order.map((code, index) => ({
    key: values[code] ?? '',
    label: values[code] === '' ? '(empty)' : (values[code] ?? ''),
    index,
    count: counts[code] ?? 0,
    color: palette[index] ?? colorOf(missingColor, dark),
  }));
  const rest = (key: string, label: string, count: number, color: string): void => {
    if (count > 0) {
      found.push({ key, label, index: palette.length, count, color });
    }
    palette.push(color);
  };
  const others = codes.length - missing - found.reduce((sum, { count }) => sum + count, 0);
  rest(otherKey, 'Other values', others, colorOf(otherColor, dark));
  rest(missingKey, 'No value', missing, colorOf(missingColor, dark));
  const indexOf = new Uint16Array(values.length).fill(palette.length - 2);
  order.forEach((code, index) => {
    indexOf[code] = index;
  });
  const indices = Uint16Array.from(codes, (code) => (code < 0 ? palette.length - 1 : (indexOf[code] ?? 0)));
  return { kind: 'categories', column: info, categories: found, points: { indices, palette } };
}

function gradient({ info, codes, numbers }: ColumnData, dark: boolean, scale: ColorScale): Coloring {
  const span = spanOf(scale, numbers, codes);
  const steps = Uint16Array.from(numbers, (number) =>
    Number.isFinite(number) ? Math.round(placeOf(number, span) * (rampSteps - 1)) : rampSteps,
  );
  let [missing, below, above] = [0, 0, 0];
  const indices = Uint16Array.from(codes, (code) => {
    const step = code < 0 ? rampSteps : (steps[code] ?? rampSteps);
    if (step === rampSteps) {
      missing++;
    } else {
      const number = numbers[code] ?? 0;
      below += number < span.min ? 1 : 0;
      above += number > span.max ? 1 : 0;
    }
    return step;
  });
  const palette = [...rampColors(scale.ramp, dark, scale.inverted), colorOf(missingColor, dark)];
  return { kind: 'gradient', column: info, ...span, below, above, missing, points: { indices, palette } };
}

function colorOf(color: { light: string; dark: string }, dark: boolean): string {
  return dark ? color.dark : color.light;
}
