import { signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

/** Index of the metadata column that labels a row; null for the row number. */
export const labelBy = signal<number | null>(null);
/** Index of the metadata column that colours a row; null for one colour. */
export const colorBy = signal<number | null>(null);

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

/** Null for the one neutral colour of the theme. Derived from `colorBy` and its column (state/colors.ts). */
export const pointColors = signal<PointColors | null>(null);

export const theme = signal<Theme>('system');
/** The theme in effect. */
export const dark = signal(false);
export const showSprites = signal(true);
export const showLabels = signal(true);

/** What the map cannot show at the moment and why, in words for the person; written by the scene. */
export const mapProblem = signal<string | null>(null);
