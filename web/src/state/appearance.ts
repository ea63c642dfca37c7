import { batch, signal } from '@preact/signals';
import { defaultScale, type ColorScale } from './colorScale';
import type { QualityMeasure } from './measures';
import type { OwnColor } from './ownColors';

export type Theme = 'system' | 'light' | 'dark';

/** Index of the metadata column that labels a row; null for the row number. */
export const labelBy = signal<number | null>(null);
/** Index of the metadata column that colours a row; null for one colour. */
export const colorBy = signal<number | null>(null);
/** The measure of the map that colours a row in the place of a column; null for none. */
export const colorMeasure = signal<QualityMeasure | null>(null);

/**
 * The colours of the points: for each row the index of its colour in a palette. The scene uploads the indices once and
 * recolours by replacing the palette.
 */
export interface PointColors {
  /** [n] palette index of each row. */
  indices: Uint16Array;
  /** CSS hex colours "#rrggbb", at most 65,536. */
  palette: readonly string[];
}

/** Whether a column of numbers is coloured by a ramp or by its distinct values; null leaves it to the number of values. */
export type ColorMode = 'gradient' | 'categories';
export const colorMode = signal<ColorMode | null>(null);

/** How numbers become colours where they do. */
export const colorScale = signal<ColorScale>(defaultScale);
/** The colours that the person gave to values, of all columns. */
export const ownColors = signal<readonly OwnColor[]>([]);

/** Null for the one neutral colour of the theme. Derived from `colorBy` and its column (state/coloring.ts). */
export const pointColors = signal<PointColors | null>(null);

/** Keys of the legend entries that are hidden (state/legend.ts); empty while every row is shown. */
export const hiddenCategories = signal<ReadonlySet<string>>(new Set());

export const theme = signal<Theme>('system');
/** The theme in effect. */
export const dark = signal(false);
export const showSprites = signal(true);
/**
 * Which points are named: none, those that are pointed at, selected or neighbors of a selected one, all for which there is room, or
 * all of these with their name in the place of the point. The point under the pointer is always named.
 */
export const labellings = ['none', 'some', 'all', 'text'] as const;
export type Labelling = (typeof labellings)[number];
export const labelling = signal<Labelling>('some');

export const labelSizes = { least: 8, normal: 12, most: 32 } as const;
/** Height of the letters on the map, in CSS pixels. */
export const labelSize = signal<number>(labelSizes.normal);

/** What the map cannot show at the moment and why, in words for the person; written by the scene. */
export const mapProblem = signal<string | null>(null);

/** Why there is no map at all (WebGL is missing), in words for the person; null while it can be drawn. */
export const mapFailure = signal<string | null>(null);

export function setLabelBy(column: number | null): void {
  labelBy.value = column;
}

export function setColorBy(column: number | null): void {
  batch(() => {
    colorBy.value = column;
    colorMeasure.value = null;
    colorMode.value = null;
    // A ramp is a matter of taste and stays; its ends and its centre are of the values of one column.
    setColorScale({ from: null, to: null, center: null });
    hiddenCategories.value = new Set();
  });
}

export function setColorScale(change: Partial<ColorScale>): void {
  colorScale.value = { ...colorScale.peek(), ...change };
}

/** Colours by a measure of the map (state/quality.ts) instead of a column. */
export function setColorMeasure(measure: QualityMeasure): void {
  batch(() => {
    setColorBy(null);
    colorMeasure.value = measure;
  });
}

export function setColorMode(mode: ColorMode): void {
  batch(() => {
    colorMode.value = mode;
    hiddenCategories.value = new Set();
  });
}

/** Switches names off, and on again as they were. */
export function toggleLabels(): void {
  if (labelling.peek() === 'none') {
    labelling.value = lastLabelling;
  } else {
    lastLabelling = labelling.peek();
    labelling.value = 'none';
  }
}

let lastLabelling: Labelling = 'some';

export function setLabelSize(pixels: number): void {
  if (Number.isFinite(pixels)) {
    labelSize.value = Math.min(labelSizes.most, Math.max(labelSizes.least, Math.round(pixels)));
  }
}

const themes: readonly Theme[] = ['system', 'light', 'dark'];

export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.peek()) + 1) % themes.length] ?? 'system';
}
