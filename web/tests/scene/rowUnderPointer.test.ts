import { OrthographicCamera, PerspectiveCamera } from 'three';
import { describe, expect, it } from 'vitest';
import { RowSet } from '../../src/state/rowSet';
import { PlacedRows } from '../../src/scene/placedRows';
import { Projector } from '../../src/scene/projecting';
import { flag } from '../../src/scene/rowFlags';
import { shuffled } from '../../src/scene/rowShuffle';
import { spriteSize } from '../../src/scene/rowSize';
import type { AlphaMask } from '../../src/scene/alphaMask';
import { Discs, Thumbnails, type ThumbnailSource } from '../../src/scene/rowShapes';
import { type PickedView, rowUnderPointer } from '../../src/scene/rowUnderPointer';
import { aim, fitted, orbited, zoomedAt, type Viewpoint } from '../../src/scene/viewpoint';

const [width, height] = [640, 480];
const cameras = { perspective: new PerspectiveCamera(), orthographic: new OrthographicCamera() };
const cube = { min: [-1, -1, -1], max: [1, 1, 1] } as const;
const whole = (dimensions: 2 | 3): Viewpoint =>
  fitted({ min: [...cube.min], max: [...cube.max] }, dimensions, width / height);

/** A number from 0 to 1 that follows from `i`. */
const chance = (i: number): number => {
  const x = Math.sin(i * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
};

/** Blobs of very different sizes, a few rows far outside, and many in one place. */
function blobs(count: number, flat: boolean): PlacedRows {
  const rows = new PlacedRows(count);
  for (let i = 0; i < count * 3; i++) {
    const row = Math.floor(i / 3);
    const spread = [0.02, 0.2, 0.6, 3][row % 4] ?? 0;
    const centre = chance((row % 7) * 3 + (i % 3)) - 0.5;
    const gather = row % 11 === 0 ? 0 : spread * (chance(i) - 0.5);
    rows.place.array[i] = flat && i % 3 === 2 ? 0 : centre + gather;
    rows.start.array[i] = flat && i % 3 === 2 ? 0 : chance(i + 77) - 0.5;
  }
  rows.placesChanged();
  rows.growTree(() => true);
  return rows;
}

interface View extends PickedView {
  projector: Projector;
  viewpoint: Viewpoint;
}

function viewOf(rows: PlacedRows, viewpoint: Viewpoint, changes: Partial<PickedView> = {}): View {
  const projector = new Projector();
  projector.update(aim(viewpoint, cameras, width / height, 4), width, height);
  return {
    matrix: [...projector.matrix.elements],
    width,
    height,
    glide: 1,
    flat: viewpoint.orthographic,
    shapes: new Discs(rows.count, viewpoint, true),
    inFront: [],
    areAllInFront: true,
    projector,
    viewpoint,
    ...changes,
  };
}

/** Looks at every row in turn. */
function bruteForce(rows: PlacedRows, view: View, x: number, y: number): number | null {
  const found: [gap: number, rank: number, depth: number, row: number][] = [];
  for (let row = 0; row < rows.count; row++) {
    const flags = rows.flags.bytes[row] ?? 0;
    const [px, py, pz] = [0, 1, 2].map((axis) => rows.coordinate(row, axis, view.glide));
    const at = view.projector.project(px ?? 0, py ?? 0, pz ?? 0);
    if (at === null || (flags & flag.hidden) !== 0) {
      continue;
    }
    const gap = view.shapes.toPixels(row, flags, at.depth, x - at.x, y - at.y);
    const rank = flags & flag.hovered ? 0 : flags & flag.selected ? 1 : flags & flag.neighbor ? 2 : 3;
    if (gap <= 4) {
      found.push([gap, rank, view.flat ? shuffled(row) : at.depth, row]);
    }
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || b[3] - a[3]);
  return found[0]?.[3] ?? null;
}

/** Asks at many places; gives the number of them with a row, and the answers that differ from looking at every row. */
function answers(rows: PlacedRows, view: View, places = 150): { hits: number; wrong: string[] } {
  let hits = 0;
  const wrong: string[] = [];
  for (let i = 0; i < places; i++) {
    // Half of the places are near a row, half anywhere.
    const row = Math.floor(chance(i + 500) * rows.count);
    const near = view.projector.project(
      ...([0, 1, 2].map((axis) => rows.coordinate(row, axis, view.glide)) as [number, number, number]),
    );
    const anywhere = { x: chance(i) * width, y: chance(i + 999) * height };
    const at =
      near === null || i % 2 === 0 ? anywhere : { x: near.x + 6 * chance(i) - 3, y: near.y + 6 * chance(i + 1) - 3 };
    const expected = bruteForce(rows, view, at.x, at.y);
    hits += expected === null ? 0 : 1;
    const found = rowUnderPointer(rows, view, at.x, at.y);
    if (found !== expected) {
      wrong.push(`${found} in the place of ${expected} at ${at.x}, ${at.y}`);
    }
  }
  return { hits, wrong };
}

describe('the row under the pointer', () => {
  const deep = whole(3);
  const flat = whole(2);

  it.each([
    ['a deep map', deep, 4000],
    ['a deep map turned and from within', orbited({ ...deep, distance: 0.9 }, 200, -90, height), 4000],
    ['a deep map from far away', { ...deep, distance: 30 }, 4000],
    ['a flat map', flat, 4000],
    ['a flat map that was zoomed into', zoomedAt(flat, 0.1, 330, 220, width, height), 4000],
    ['a few rows', deep, 3],
  ] as const)('is the one that looking at every row finds, in %s', (_, viewpoint, count) => {
    const rows = blobs(count, viewpoint.orthographic);
    const { hits, wrong } = answers(rows, viewOf(rows, viewpoint));
    expect(wrong).toEqual([]);
    expect(hits).toBeGreaterThan(20);
  });

  it('agrees while rows glide from one layout to the next', () => {
    const rows = blobs(3000, false);
    const { hits, wrong } = answers(rows, viewOf(rows, deep, { glide: 0.4 }));
    expect(wrong).toEqual([]);
    expect(hits).toBeGreaterThan(20);
  });

  it.each([
    ['few', 40],
    ['so many that none is looked at by itself', 2500],
  ])('is a selected one before one that covers it, where %s are selected', (_, selected) => {
    const rows = blobs(4000, false);
    const chosen = Array.from({ length: selected }, (__, i) => (i * 7) % 4000);
    rows.flags.setSelected(RowSet.of(chosen));
    rows.flags.setNeighbors(Array.from({ length: 60 }, (__, i) => ({ row: i * 13, distance: i })));
    rows.flags.setHovered(5);
    const areAllInFront = selected < 2000;
    const inFront = [5, ...Array.from({ length: 60 }, (__, i) => i * 13), ...(areAllInFront ? chosen : [])];
    const shapes = new Discs(rows.count, deep, areAllInFront);
    const { hits, wrong } = answers(rows, viewOf(rows, deep, { shapes, inFront, areAllInFront }));
    expect(wrong).toEqual([]);
    expect(hits).toBeGreaterThan(20);
  });

  it('is never a hidden one', () => {
    const rows = blobs(4000, false);
    rows.flags.setHidden(
      Uint8Array.from({ length: 4000 }, (_, row) => (row % 4 === 0 && row !== 0 && row !== 8 ? 0 : 1)),
      [16],
    );
    const { hits, wrong } = answers(rows, viewOf(rows, deep));
    expect(wrong).toEqual([]);
    expect(hits).toBeGreaterThan(20);
  });

  it('follows rows that were placed anew', () => {
    const rows = new PlacedRows(1);
    rows.placesChanged();
    const view = viewOf(rows, deep);
    const middle = view.projector.project(0, 0, 0);
    expect(rowUnderPointer(rows, view, middle?.x ?? 0, middle?.y ?? 0)).toBe(0);
    rows.place.array.set([0.5, 0.5, 0.5]);
    rows.placesChanged();
    expect(rowUnderPointer(rows, view, middle?.x ?? 0, middle?.y ?? 0)).toBeNull();
  });

  it('is none where there are no rows', () => {
    expect(rowUnderPointer(new PlacedRows(0), viewOf(new PlacedRows(0), deep), 100, 100)).toBeNull();
  });

  it('is found before the rows are in order, and while they are being put in order', () => {
    const rows = blobs(40_000, false);
    const view = viewOf(rows, deep);
    const expected = answers(rows, view, 12);
    expect(expected.wrong).toEqual([]);
    rows.placesChanged();
    expect(rows.tree).toBeNull();
    expect(answers(rows, view, 12)).toEqual(expected);
    expect(
      rows.growTree(() => false),
      'it is not done in one piece',
    ).toBe(false);
    expect(answers(rows, view, 12)).toEqual(expected);
    while (!rows.growTree(() => false));
    expect(rows.tree).not.toBeNull();
    expect(answers(rows, view, 12)).toEqual(expected);
  });

  it('looks at a small share of the rows, and at none in a crowd that is hidden', () => {
    const rows = blobs(200_000, false);
    let visited = 0;
    const view = viewOf(rows, deep);
    const beam = { matrix: view.matrix, x: 0.1, y: 0.1, width, height, reach: () => 12, isHidden: () => false };
    rows.tree?.search(beam, () => visited++);
    expect(visited).toBeGreaterThan(0);
    expect(visited).toBeLessThan(rows.count / 20);

    visited = 0;
    rows.flags.setHidden(
      Uint8Array.from({ length: rows.count }, (_, row) => (row === 17 ? 0 : 1)),
      [],
    );
    rows.tree?.search(beam, () => visited++);
    expect(visited, 'the box of the one row that is shown').toBeLessThanOrEqual(16);
    rows.flags.setHidden(null, []);
    rows.tree?.search(beam, () => visited++);
    expect(visited).toBeGreaterThan(16);
  });
});

describe('the thumbnail under the pointer', () => {
  const deep = whole(3);
  const flat = whole(2);
  /** A frame of pixels about nothing. */
  const hollow: AlphaMask = {
    width: 4,
    height: 4,
    alpha: Uint8Array.of(9, 9, 9, 9, 9, 0, 0, 9, 9, 0, 0, 9, 9, 9, 9, 9),
  };
  const source = (capacity: number): ThumbnailSource => ({
    capacity,
    width: 60,
    height: 30,
    maskOf: (row) => (row % 3 === 0 ? null : hollow),
  });

  it.each([
    ['a deep map', deep],
    ['a flat map', flat],
    ['a deep map from near', { ...deep, distance: 1.2 }],
  ] as const)('is the one that looking at every row finds, in %s', (_, viewpoint) => {
    const rows = blobs(3000, viewpoint.orthographic);
    rows.flags.setSelected(RowSet.of([3, 4, 5, 6]));
    rows.flags.setHovered(9);
    // The last thousand have no thumbnail and are discs.
    const shapes = new Thumbnails(rows.count, viewpoint, true, source(2000));
    const { hits, wrong } = answers(rows, viewOf(rows, viewpoint, { shapes, inFront: [3, 4, 5, 6, 9] }));
    expect(wrong).toEqual([]);
    expect(hits).toBeGreaterThan(20);
  });

  it('is twice as wide as high where its image is, and has a hole where that has one', () => {
    const shapes = new Thumbnails(100, flat, true, source(100));
    const across = spriteSize(100, flat);
    expect(shapes.toPixels(0, 0, 1, across / 2, 0)).toBe(0);
    expect(shapes.toPixels(0, 0, 1, 0, across / 4 + 3)).toBeCloseTo(2.5);
    expect(shapes.toPixels(0, 0, 1, 0, 0)).toBe(0);
    expect(shapes.toOutline(1, 0, 1, 0, 0)).toBe(0);
    // From its middle the frame is a quarter of the height away.
    expect(shapes.toPixels(1, 0, 1, 0, 0)).toBeCloseTo(across / 8 - 0.5);
    expect(shapes.toPixels(1, 0, 1, across / 2 - 1, 0)).toBe(0);
  });
});
