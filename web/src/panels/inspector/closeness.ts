import type { Metric } from '../../state/selection';

/**
 * How near a neighbor is, 1 for as near as can be: one minus a cosine distance, and for a Euclidean one its ratio to that of
 * the nearest.
 */
export function closenessOf(distance: number, metric: Metric, nearest: number): number {
  if (!Number.isFinite(distance)) {
    return 0;
  }
  if (metric === 'cosine') {
    return Math.max(0, 1 - distance);
  }
  return distance > 0 ? nearest / distance : 1;
}
