import { MathUtils, type OrthographicCamera, type PerspectiveCamera } from 'three';
import type { CameraPose } from '../state/camera';
import type { Bounds, Point3 } from './bounds';

/**
 * Where the map is looked at from: a turntable about `target`, whose upright axis is y. The orthographic view of a flat map
 * is the same thing looked at from the front, so that going from one to the other is a change of projection alone.
 */
export interface Viewpoint {
  target: Point3;
  /** Radians about the y axis; 0 looks along −z. */
  azimuth: number;
  /** Radians above the x–z plane. */
  elevation: number;
  distance: number;
  orthographic: boolean;
}

const fieldOfView = 40;
const tanHalf = Math.tan(MathUtils.degToRad(fieldOfView) / 2);
const steepest = MathUtils.degToRad(89.5);
const nearest = 0.02;
const farthest = 40;
/** Distance from which a flat map fills the view. */
const flatDistance = 1.12 / tanHalf;

/**
 * Share of the view that a box fitted into it takes up; the rest is for labels and the names of the axes. The corners of a
 * deep box are empty as a rule, so it may come closer.
 */
const fittedShare = { 2: 0.84, 3: 0.93 } as const;

/** Looks at the whole of a box: a flat map from the front, a deep one from a little above and to the right, as the original does. */
export function fitted(bounds: Bounds, dimensions: 2 | 3, aspect: number): Viewpoint {
  const target = [0, 1, 2].map((i) => ((bounds.min[i] ?? 0) + (bounds.max[i] ?? 0)) / 2) as Point3;
  const orthographic = dimensions === 2;
  const view: Viewpoint = orthographic
    ? { target, azimuth: 0, elevation: 0, distance: flatDistance, orthographic }
    : { target, azimuth: 0.42, elevation: 0.36, distance: flatDistance, orthographic };
  const { right, up, back } = basis(view);
  // Half the height of the view, per distance, and half its width.
  const tall = halfHeight({ ...view, distance: 1 }, aspect) * fittedShare[dimensions];
  const wide = tall * aspect;
  let distance = nearest;
  for (let corner = 0; corner < 8; corner++) {
    const at = [0, 1, 2].map((i) => ((corner >> i) & 1 ? bounds.max[i] : bounds.min[i]) ?? 0);
    const from = at.map((c, i) => c - (target[i] ?? 0)) as Point3;
    // A corner nearer to the eye than the target is seen larger.
    const towards = orthographic ? 0 : dot(from, back);
    distance = Math.max(
      distance,
      towards + Math.max(Math.abs(dot(from, right)) / wide, Math.abs(dot(from, up)) / tall),
    );
  }
  // All rows in one place have no extent to fit.
  return { ...view, distance: distance <= 0.1 ? flatDistance : Math.min(distance, farthest) };
}

/** How much nearer than at the start of a flat map: 1 there, larger when closer. */
export function magnification(v: Viewpoint): number {
  return flatDistance / v.distance;
}

/** Half the height of the view at the target. A view that is taller than wide is fitted by its width. */
export function halfHeight(v: Viewpoint, aspect: number): number {
  return (v.distance * tanHalf) / Math.min(1, aspect);
}

/** Unit vectors of the view: right, up, and back (from target to eye). */
export function basis(v: Viewpoint): { right: Point3; up: Point3; back: Point3 } {
  const [sa, ca] = [Math.sin(v.azimuth), Math.cos(v.azimuth)];
  const [se, ce] = [Math.sin(v.elevation), Math.cos(v.elevation)];
  return { right: [ca, 0, -sa], up: [-se * sa, ce, -se * ca], back: [ce * sa, se, ce * ca] };
}

export function eye(v: Viewpoint): Point3 {
  return along(v.target, basis(v).back, v.distance);
}

/** Turns by a drag of (dx, dy) CSS pixels; the height of the view is half a turn. */
export function orbited(v: Viewpoint, dx: number, dy: number, height: number): Viewpoint {
  const turn = Math.PI / height;
  return {
    ...v,
    azimuth: v.azimuth - dx * turn,
    elevation: MathUtils.clamp(v.elevation + dy * turn, -steepest, steepest),
  };
}

/** Moves so that what lies at the target's depth follows a drag of (dx, dy) CSS pixels. */
export function panned(v: Viewpoint, dx: number, dy: number, width: number, height: number): Viewpoint {
  const unit = (2 * halfHeight(v, width / height)) / height;
  const { right, up } = basis(v);
  return { ...v, target: along(along(v.target, right, -dx * unit), up, dy * unit) };
}

/** Multiplies the distance by `factor`, keeping what lies at the target's depth under (x, y) CSS pixels in its place. */
export function zoomedAt(v: Viewpoint, factor: number, x: number, y: number, width: number, height: number): Viewpoint {
  const distance = MathUtils.clamp(v.distance * factor, nearest, farthest);
  const step = 1 - distance / v.distance;
  const unit = (2 * halfHeight(v, width / height)) / height;
  const { right, up } = basis(v);
  const target = along(along(v.target, right, (x - width / 2) * unit * step), up, (height / 2 - y) * unit * step);
  return { ...v, target, distance };
}

/** Between two viewpoints, t from 0 to 1; turns the short way, and is flat only where both are. */
export function between(a: Viewpoint, b: Viewpoint, t: number): Viewpoint {
  if (t >= 1) {
    return b;
  }
  const turn = MathUtils.euclideanModulo(b.azimuth - a.azimuth + Math.PI, 2 * Math.PI) - Math.PI;
  return {
    target: [
      MathUtils.lerp(a.target[0], b.target[0], t),
      MathUtils.lerp(a.target[1], b.target[1], t),
      MathUtils.lerp(a.target[2], b.target[2], t),
    ],
    azimuth: a.azimuth + turn * t,
    elevation: MathUtils.lerp(a.elevation, b.elevation, t),
    distance: Math.exp(MathUtils.lerp(Math.log(a.distance), Math.log(b.distance), t)),
    orthographic: a.orthographic && b.orthographic,
  };
}

/** Whether two viewpoints show the same picture to within a fraction of a pixel. */
export function alike(a: Viewpoint, b: Viewpoint): boolean {
  const small = 2e-4;
  return (
    Math.abs(a.azimuth - b.azimuth) < small &&
    Math.abs(a.elevation - b.elevation) < small &&
    Math.abs(a.distance / b.distance - 1) < small &&
    a.target.every((c, i) => Math.abs(c - (b.target[i] ?? 0)) < small * b.distance)
  );
}

export function poseOf(v: Viewpoint): CameraPose {
  return {
    orthographic: v.orthographic,
    position: eye(v),
    target: [...v.target],
    zoom: v.orthographic ? magnification(v) : 1,
  };
}

/** The viewpoint nearest to a pose; null when the pose holds something that is no number or no distance. */
export function viewpointOf(pose: CameraPose): Viewpoint | null {
  const [dx, dy, dz] = [0, 1, 2].map((i) => (pose.position[i] ?? 0) - (pose.target[i] ?? 0)) as Point3;
  const length = Math.hypot(dx, dy, dz);
  if (!Number.isFinite(length + pose.zoom) || !pose.target.every(Number.isFinite) || pose.zoom <= 0) {
    return null;
  }
  if (pose.orthographic) {
    const distance = MathUtils.clamp(flatDistance / pose.zoom, nearest, farthest);
    return { target: [pose.target[0], pose.target[1], 0], azimuth: 0, elevation: 0, distance, orthographic: true };
  }
  if (length === 0) {
    return null;
  }
  return {
    target: [...pose.target],
    azimuth: Math.atan2(dx, dz),
    elevation: MathUtils.clamp(Math.asin(dy / length), -steepest, steepest),
    distance: MathUtils.clamp(length / pose.zoom, nearest, farthest),
    orthographic: false,
  };
}

/** Sets a camera to a viewpoint. `radius` is the reach of the points about the origin: nothing of them is clipped behind. */
export function aim(
  v: Viewpoint,
  cameras: { perspective: PerspectiveCamera; orthographic: OrthographicCamera },
  aspect: number,
  radius: number,
): PerspectiveCamera | OrthographicCamera {
  const half = halfHeight(v, aspect);
  const reach = radius + Math.hypot(...v.target) + 2;
  const camera = v.orthographic ? cameras.orthographic : cameras.perspective;
  if (v.orthographic) {
    const { orthographic } = cameras;
    [orthographic.left, orthographic.right] = [-half * aspect, half * aspect];
    [orthographic.top, orthographic.bottom] = [half, -half];
    orthographic.near = v.distance - reach;
  } else {
    const { perspective } = cameras;
    perspective.fov = MathUtils.radToDeg(2 * Math.atan(half / v.distance));
    perspective.aspect = aspect;
    perspective.near = Math.max(v.distance - reach, v.distance * 0.02);
  }
  camera.far = v.distance + reach;
  camera.position.set(...eye(v));
  camera.up.set(0, 1, 0);
  camera.lookAt(...v.target);
  camera.updateProjectionMatrix();
  camera.updateMatrixWorld();
  return camera;
}

function dot(a: Point3, b: Point3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function along(p: Point3, direction: Point3, length: number): Point3 {
  return [p[0] + direction[0] * length, p[1] + direction[1] * length, p[2] + direction[2] * length];
}
