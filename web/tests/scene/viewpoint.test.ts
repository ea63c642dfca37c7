import { OrthographicCamera, PerspectiveCamera } from 'three';
import { describe, expect, it } from 'vitest';
import { Projector } from '../../src/scene/projecting';
import {
  aim,
  between,
  eye,
  fitted,
  orbited,
  panned,
  poseOf,
  type Viewpoint,
  viewpointOf,
  zoomedAt,
} from '../../src/scene/viewpoint';

const [width, height] = [800, 600];
const cube = { min: [-1, -1, -1], max: [1, 1, 1] } as const satisfies { min: [number, number, number]; max: unknown };
const deep = fitted({ min: [...cube.min], max: [1, 1, 1] }, 3, width / height);
const flat = fitted({ min: [-1, -1, 0], max: [1, 1, 0] }, 2, width / height);

function onScreen(v: Viewpoint, place: readonly [number, number, number], [w, h] = [width, height]) {
  const cameras = { perspective: new PerspectiveCamera(), orthographic: new OrthographicCamera() };
  const projector = new Projector();
  projector.update(aim(v, cameras, w / h, 1), w, h);
  const at = projector.project(...place);
  if (at === null) {
    throw new Error('behind the eye');
  }
  return at;
}

function corners(z: readonly number[]): [number, number, number][] {
  return [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => z.map((c): [number, number, number] => [x, y, c])));
}

describe('the viewpoint', () => {
  it.each([
    ['deep, wide', deep, [-1, 1], [800, 600]],
    ['flat, wide', flat, [0], [800, 600]],
    ['deep, tall', fitted({ min: [-1, -1, -1], max: [1, 1, 1] }, 3, 0.5), [-1, 1], [400, 800]],
    ['flat, tall', fitted({ min: [-1, -1, 0], max: [1, 1, 0] }, 2, 0.5), [0], [400, 800]],
  ] as const)('that fits a box has all its corners in view: %s', (_, v, z, [w, h]) => {
    const points = corners(z).map((corner) => onScreen(v, corner, [w, h]));
    for (const { x, y } of points) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(w);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(h);
    }
    const extent = Math.max(
      ...points.map(({ x, y }) => Math.max(Math.abs((2 * x) / w - 1), Math.abs((2 * y) / h - 1))),
    );
    expect(extent).toBeGreaterThan(0.8);
  });

  it('shows the target in the middle of the view, at its distance', () => {
    const v = panned(deep, 31, -12, width, height);
    const at = onScreen(v, v.target);
    expect([at.x, at.y]).toEqual([expect.closeTo(400, 3), expect.closeTo(300, 3)]);
    expect(at.depth).toBeCloseTo(v.distance, 5);
  });

  it.each([
    ['deep', deep],
    ['flat', flat],
  ])('pans so that the target follows the hand: %s', (_, v) => {
    const at = onScreen(panned(v, 50, -20, width, height), v.target);
    expect(at.x).toBeCloseTo(450, 3);
    expect(at.y).toBeCloseTo(280, 3);
  });

  it('zooms a flat map so that what is under the pointer stays there', () => {
    const place: [number, number, number] = [0.3, -0.6, 0];
    const before = onScreen(flat, place);
    const after = onScreen(zoomedAt(flat, 0.4, before.x, before.y, width, height), place);
    expect(after.x).toBeCloseTo(before.x, 3);
    expect(after.y).toBeCloseTo(before.y, 3);
  });

  it('never comes to the target or flies off, however long one zooms', () => {
    let v = deep;
    for (let i = 0; i < 500; i++) {
      v = zoomedAt(v, 0.5, 400, 300, width, height);
    }
    expect(v.distance).toBeGreaterThan(0);
    for (let i = 0; i < 500; i++) {
      v = zoomedAt(v, 2, 400, 300, width, height);
    }
    expect(v.distance).toBeLessThan(100);
    expect(v.target.every(Number.isFinite)).toBe(true);
  });

  it('does not turn over the pole', () => {
    const v = orbited(deep, 0, 100_000, height);
    expect(v.elevation).toBeLessThan(Math.PI / 2);
    expect(onScreen(v, [0, 0, 0]).x).toBeCloseTo(400, 3);
  });

  it('turns a point at the near side with the hand', () => {
    const v: Viewpoint = { ...deep, target: [0, 0, 0], azimuth: 0, elevation: 0 };
    expect(onScreen(orbited(v, 40, 0, height), [0, 0, 0.5]).x).toBeGreaterThan(400);
    expect(onScreen(orbited(v, 0, 40, height), [0, 0, 0.5]).y).toBeGreaterThan(300);
  });

  it('looks the same flat and deep at what lies in the plane of the target', () => {
    const front = { ...flat, orthographic: false };
    for (const place of corners([0])) {
      const [a, b] = [onScreen(flat, place), onScreen(front, place)];
      expect([a.x, a.y]).toEqual([expect.closeTo(b.x, 3), expect.closeTo(b.y, 3)]);
    }
  });

  it('turns the short way between two others and is flat only at a flat end', () => {
    const [a, b] = [
      { ...deep, azimuth: 3 },
      { ...deep, azimuth: -3 },
    ];
    expect(Math.abs(between(a, b, 0.5).azimuth)).toBeCloseTo(Math.PI, 5);
    expect(between(deep, flat, 0.99).orthographic).toBe(false);
    expect(between(deep, flat, 1)).toBe(flat);
  });

  it.each([
    ['deep', orbited(panned(deep, 10, 20, width, height), 70, -30, height)],
    ['flat', zoomedAt(flat, 0.3, 100, 100, width, height)],
  ])('is the same after a way through a pose: %s', (_, v) => {
    const back = viewpointOf(poseOf(v));
    if (back === null) {
      throw new Error('no viewpoint');
    }
    expect(eye(back)).toEqual(eye(v).map((c) => expect.closeTo(c, 5)));
    expect(back.distance).toBeCloseTo(v.distance, 5);
    expect(back.orthographic).toBe(v.orthographic);
  });

  it('is not made from a pose without a direction or with something that is no number', () => {
    const pose = poseOf(deep);
    expect(viewpointOf({ ...pose, position: pose.target })).toBeNull();
    expect(viewpointOf({ ...pose, position: [Number.NaN, 0, 1] })).toBeNull();
    expect(viewpointOf({ ...pose, zoom: 0 })).toBeNull();
  });
});
