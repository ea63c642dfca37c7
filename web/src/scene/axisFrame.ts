import type { Bounds, Point3 } from './bounds';
import { basis, eye, type Viewpoint } from './viewpoint';

/** An edge of the box, with what lies behind the points kept apart from what would cover them. */
export interface FrameEdge {
  axis: 0 | 1 | 2;
  from: Point3;
  to: Point3;
  /** Whether it belongs to a side that is seen from within: behind the points. */
  behind: boolean;
  /** Whether it is part of the outline of the box: between a side seen from outside and one seen from within. */
  outline: boolean;
}

/** The twelve edges of a box as seen from a viewpoint. */
export function frameEdges(bounds: Bounds, viewpoint: Viewpoint): FrameEdge[] {
  const from = eye(viewpoint);
  const { back } = basis(viewpoint);
  const faces = (axis: number, upper: boolean): boolean => {
    if (viewpoint.orthographic) {
      return (upper ? 1 : -1) * (back[axis] ?? 0) > 0.5;
    }
    const position = from[axis] ?? 0;
    return upper ? position > (bounds.max[axis] ?? 0) : position < (bounds.min[axis] ?? 0);
  };
  const edges: FrameEdge[] = [];
  for (const axis of [0, 1, 2] as const) {
    const [a, b] = [(axis + 1) % 3, (axis + 2) % 3];
    for (const upperA of [false, true]) {
      for (const upperB of [false, true]) {
        const start: Point3 = [...bounds.min];
        start[a] = (upperA ? bounds.max : bounds.min)[a] ?? 0;
        start[b] = (upperB ? bounds.max : bounds.min)[b] ?? 0;
        const end: Point3 = [...start];
        end[axis] = bounds.max[axis];
        const [seenA, seenB] = [faces(a, upperA), faces(b, upperB)];
        edges.push({ axis, from: start, to: end, behind: !seenA || !seenB, outline: seenA !== seenB });
      }
    }
  }
  return edges;
}
