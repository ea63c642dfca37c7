import type { Positions } from '../state/projection';
import { valueAtRank } from './order';

/** Share of the rows that lies within the unit cube: a few outliers must not shrink the rest to a dot. */
const coveredShare = 0.999;

/** Maps positions, in the units of their projection, onto the map: (p − centre) · scale. */
export interface Scaling {
  centre: [number, number, number];
  /** One factor for all axes, so that distances on the map compare. */
  scale: number;
  /** Rows with a coordinate that is not finite: they have no place on the map. */
  unplaced: number[];
}

/**
 * Centres at the mean of the finite rows and scales so that 99.9 % of them lie within the cube [−1, 1]³.
 * Sums and differences are float64, so coordinates far from the origin keep their detail.
 */
export function scalingOf(positions: Positions): Scaling {
  const { values, rows, dimensions } = positions;
  const unplaced: number[] = [];
  const sum = [0, 0, 0];
  for (let row = 0, at = 0; row < rows; row++, at += dimensions) {
    const x = values[at] ?? Number.NaN;
    const y = values[at + 1] ?? Number.NaN;
    const z = dimensions === 3 ? (values[at + 2] ?? Number.NaN) : 0;
    if (!Number.isFinite(x + y + z)) {
      unplaced.push(row);
      continue;
    }
    sum[0] = (sum[0] ?? 0) + x;
    sum[1] = (sum[1] ?? 0) + y;
    sum[2] = (sum[2] ?? 0) + z;
  }
  const placed = rows - unplaced.length;
  if (placed === 0) {
    return { centre: [0, 0, 0], scale: 1, unplaced };
  }
  const [cx, cy, cz] = [(sum[0] ?? 0) / placed, (sum[1] ?? 0) / placed, (sum[2] ?? 0) / placed];
  const extents = new Float64Array(placed);
  for (let row = 0, at = 0, k = 0; row < rows; row++, at += dimensions) {
    const x = Math.abs((values[at] ?? Number.NaN) - cx);
    const y = Math.abs((values[at + 1] ?? Number.NaN) - cy);
    const z = dimensions === 3 ? Math.abs((values[at + 2] ?? Number.NaN) - cz) : 0;
    if (Number.isFinite(x + y + z)) {
      extents[k++] = Math.max(x, y, z);
    }
  }
  const extent = valueAtRank(extents, Math.ceil(coveredShare * placed) - 1);
  const outermost = extents.reduce((most, e) => Math.max(most, e), 0);
  // With all but a few rows in one place the percentile is zero; the few then set the scale.
  const reach = extent > 0 ? extent : outermost;
  return { centre: [cx, cy, cz], scale: reach > 0 ? 1 / reach : 1, unplaced };
}

/** Writes the map position of each row into `target` [n, 3]; z is 0 when `flat` or when the positions have no third axis. */
export function writeScaled(positions: Positions, scaling: Scaling, flat: boolean, target: Float32Array): void {
  const { values, rows, dimensions } = positions;
  const [cx, cy, cz] = scaling.centre;
  const { scale } = scaling;
  const deep = dimensions === 3 && !flat;
  for (let row = 0, from = 0, to = 0; row < rows; row++, from += dimensions, to += 3) {
    target[to] = ((values[from] ?? 0) - cx) * scale;
    target[to + 1] = ((values[from + 1] ?? 0) - cy) * scale;
    target[to + 2] = deep ? ((values[from + 2] ?? 0) - cz) * scale : 0;
  }
  for (const row of scaling.unplaced) {
    target.fill(0, row * 3, row * 3 + 3);
  }
}
