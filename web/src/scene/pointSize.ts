import { magnification, type Viewpoint } from './viewpoint';

/** Diameters in CSS pixels between which every point stays. */
export const pointSizeLimits = { least: 2, most: 14 } as const;

/**
 * Diameter in CSS pixels of a point at the target's depth. Falls slowly with the number of points, so that a hundred are
 * easy to hit and a million still show their shape, and grows more slowly than the map when zooming in, so that crowds open up.
 */
export function pointSize(rows: number, viewpoint: Viewpoint): number {
  const base = 23 * Math.max(rows, 1) ** -0.16;
  return base * Math.max(magnification(viewpoint), 0.05) ** 0.45;
}
