export type Point3 = [number, number, number];

/** A box along the axes. */
export interface Bounds {
  min: Point3;
  max: Point3;
}

/** Between two boxes, t from 0 to 1. */
export function boundsBetween(a: Bounds, b: Bounds, t: number): Bounds {
  const mix = (p: Point3, q: Point3) => p.map((c, i) => c + ((q[i] ?? 0) - c) * t) as Point3;
  return { min: mix(a.min, b.min), max: mix(a.max, b.max) };
}

/** A little larger on every side that has an extent, so that points at the rim are inside. */
export function padded({ min, max }: Bounds): Bounds {
  const share = 0.03;
  return {
    min: min.map((c, i) => c - share * ((max[i] ?? 0) - c)) as Point3,
    max: max.map((c, i) => c + share * (c - (min[i] ?? 0))) as Point3,
  };
}
