import type { Place } from './area';

/** A way on the screen: right, left, down or up. */
export type Way = readonly [1 | 0 | -1, 1 | 0 | -1];

/** How much farther than straight ahead a row aside counts. */
const asideCost = 2;

/**
 * The row that a step from `from` leads to: of those that lie more ahead than aside the nearest, where what lies aside counts as
 * farther. Null when nothing lies that way.
 */
export function rowToward(from: Place, way: Way, rows: Iterable<readonly [number, Place]>): number | null {
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [row, at] of rows) {
    const [dx, dy] = [at.x - from.x, at.y - from.y];
    const ahead = dx * way[0] + dy * way[1];
    const aside = Math.abs(dx * way[1] - dy * way[0]);
    const cost = ahead + asideCost * aside;
    if (ahead > 0 && aside <= ahead && cost < least) {
      least = cost;
      best = row;
    }
  }
  return best;
}
