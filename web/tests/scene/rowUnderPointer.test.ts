import { OrthographicCamera, PerspectiveCamera } from 'three';
import { describe, expect, it } from 'vitest';
import { RowSet } from '../../src/state/rowSet';
import { PlacedRows } from '../../src/scene/placedRows';
import { Projector } from '../../src/scene/projecting';
import { flag } from '../../src/scene/rowFlags';
import { shuffled } from '../../src/scene/rowShuffle';
import { discDiameter, pointSize } from '../../src/scene/rowSize';
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
  return rows;
}

function viewOf(viewpoint: Viewpoint, changes: Partial<PickedView> = {}): PickedView & { projector: Projector } {
  const projector = new Projector();
  projector.update(aim(viewpoint, cameras, width / height, 4), width, height);
  const matrix = [...projector.matrix.elements];
  return { matrix, viewpoint, width, height, glide: 1, rings: true, inFront: [], projector, ...changes };
}

/** Looks at every row in turn. */
function bruteForce(
  rows: PlacedRows,
  view: PickedView & { projector: Projector },
  x: number,
  y: number,
): number | null {
  const size = pointSize(rows.count, view.viewpoint);
  const found: [gap: number, rank: number, depth: number, row: number][] = [];
  for (let row = 0; row < rows.count; row++) {
    const flags = rows.flags.bytes[row] ?? 0;
    const [px, py, pz] = [0, 1, 2].map((axis) => rows.coordinate(row, axis, view.glide));
    const at = view.projector.project(px ?? 0, py ?? 0, pz ?? 0);
    if (at === null || (flags & flag.hidden) !== 0) {
      continue;
    }
    const radius = discDiameter(size, view.viewpoint, at.depth, flags, view.rings) / 2;
    const gap = Math.max(Math.hypot(at.x - x, at.y - y) - radius - 0.5, 0);
    const rank = flags & flag.hovered ? 0 : flags & flag.selected ? 1 : flags & flag.neighbor ? 2 : 3;
    if (gap <= 4) {
      found.push([gap, rank, view.viewpoint.orthographic ? shuffled(row) : at.depth, row]);
    }
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || b[3] - a[3]);
  return found[0]?.[3] ?? null;
}

/** Asks at many places; gives the number of them with a row, and the answers that differ from looking at every row. */
function answers(rows: PlacedRows, view: PickedView & { projector: Projector }): { hits: number; wrong: string[] } {
  let hits = 0;
  const wrong: string[] = [];
  for (let i = 0; i < 150; i++) {
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
    const { hits, wrong } = answers(blobs(count, viewpoint.orthographic), viewOf(viewpoint));
    expect(wrong).toEqual([]);
    expect(hits).toBeGreaterThan(20);
  });

  it('agrees while rows glide from one layout to the next', () => {
    const { hits, wrong } = answers(blobs(3000, false), viewOf(deep, { glide: 0.4 }));
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
    const isFew = selected < 2000;
    const inFront = isFew ? [...chosen, ...Array.from({ length: 60 }, (__, i) => i * 13), 5] : null;
    const { hits, wrong } = answers(rows, viewOf(deep, { rings: isFew, inFront }));
    expect(wrong).toEqual([]);
    expect(hits).toBeGreaterThan(20);
  });

  it('is never a hidden one', () => {
    const rows = blobs(4000, false);
    rows.flags.setHidden(
      Uint8Array.from({ length: 4000 }, (_, row) => (row % 4 === 0 && row !== 0 && row !== 8 ? 0 : 1)),
      [16],
    );
    const { hits, wrong } = answers(rows, viewOf(deep));
    expect(wrong).toEqual([]);
    expect(hits).toBeGreaterThan(20);
  });

  it('follows rows that were placed anew', () => {
    const rows = new PlacedRows(1);
    rows.placesChanged();
    const view = viewOf(deep);
    const middle = view.projector.project(0, 0, 0);
    expect(rowUnderPointer(rows, view, middle?.x ?? 0, middle?.y ?? 0)).toBe(0);
    rows.place.array.set([0.5, 0.5, 0.5]);
    rows.placesChanged();
    expect(rowUnderPointer(rows, view, middle?.x ?? 0, middle?.y ?? 0)).toBeNull();
  });

  it('is none where there are no rows', () => {
    expect(rowUnderPointer(new PlacedRows(0), viewOf(deep), 100, 100)).toBeNull();
  });

  it('looks at a small share of the rows', () => {
    const rows = blobs(200_000, false);
    let visited = 0;
    const view = viewOf(deep);
    const beam = { matrix: view.matrix, x: 0.1, y: 0.1, width, height, reach: () => 12, isHidden: () => false };
    rows.tree.search(beam, 1, () => visited++);
    expect(visited).toBeGreaterThan(0);
    expect(visited).toBeLessThan(rows.count / 20);
  });
});
