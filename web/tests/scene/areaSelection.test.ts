import { OrthographicCamera, PerspectiveCamera } from 'three';
import { describe, expect, it } from 'vitest';
import { boxBetween, type Area, LassoMask } from '../../src/scene/area';
import { joined, rowsInArea } from '../../src/scene/areaSelection';
import { PlacedRows } from '../../src/scene/placedRows';
import { RowSet } from '../../src/state/rowSet';
import { Projector } from '../../src/scene/projecting';
import { aim, fitted } from '../../src/scene/viewpoint';

const [width, height] = [640, 480];
const view = fitted({ min: [-1, -1, -1], max: [1, 1, 1] }, 3, width / height);
const projector = new Projector();
const cameras = { perspective: new PerspectiveCamera(), orthographic: new OrthographicCamera() };
projector.update(aim(view, cameras, width / height, 2), width, height);

const rows = 5000;
const places = Float32Array.from({ length: rows * 3 }, (_, i) => Math.sin(i * 12.9898) * 1.2);
const seen = { matrix: projector.matrix.elements, width, height, glide: 1 };

function placed(at: Float32Array, isInOrder: boolean): PlacedRows {
  const made = new PlacedRows(at.length / 3);
  made.place.array.set(at);
  made.placesChanged();
  if (isInOrder) {
    made.growTree(() => true);
  }
  return made;
}

const boxOf = (left: number, top: number, right: number, bottom: number): Area => ({
  kind: 'box',
  box: { left, top, right, bottom },
});

describe.each([
  ['in order', true],
  ['as they come', false],
])('selecting by a box, with rows %s,', (_, isInOrder) => {
  it('finds exactly the rows whose centre is drawn inside, whatever lies before them', () => {
    const expected = Array.from({ length: rows }, (__, row) => row).filter((row) => {
      const at = projector.project(places[row * 3] ?? 0, places[row * 3 + 1] ?? 0, places[row * 3 + 2] ?? 0);
      return at !== null && at.x >= 200 && at.x <= 380 && at.y >= 150 && at.y <= 300;
    });
    expect(expected.length).toBeGreaterThan(100);
    expect([...rowsInArea(placed(places, isInOrder), seen, boxOf(200, 150, 380, 300))]).toEqual(expected);
  });

  it('leaves out hidden rows', () => {
    const some = placed(places, isInOrder);
    some.flags.setHidden(
      Uint8Array.from({ length: rows }, (__, row) => 1 - (row % 2)),
      [],
    );
    const found = [...rowsInArea(some, seen, boxOf(0, 0, width, height))];
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((row) => row % 2 === 1)).toBe(true);
  });

  it('does not find rows behind the eye', () => {
    const middle = Float32Array.from(view.target);
    const behind = Float32Array.of(Math.sin(view.azimuth) * 20, 10, Math.cos(view.azimuth) * 20);
    const all = boxOf(0, 0, width, height);
    expect([...rowsInArea(placed(middle, isInOrder), seen, all)]).toEqual([0]);
    expect([...rowsInArea(placed(behind, isInOrder), seen, all)]).toEqual([]);
  });
});

it('rows that glide are selected where they are drawn', () => {
  const gliding = placed(Float32Array.of(0.5, 0.5, 0.5), true);
  gliding.start.array.set([-0.5, -0.5, -0.5]);
  const half = projector.project(0, 0, 0) ?? { x: 0, y: 0 };
  const about = boxOf(half.x - 2, half.y - 2, half.x + 2, half.y + 2);
  expect([...rowsInArea(gliding, { ...seen, glide: 0.5 }, about)]).toEqual([0]);
  expect([...rowsInArea(gliding, seen, about)]).toEqual([]);
});

describe('selecting by a lasso', () => {
  const diamond = [
    { x: 320, y: 100 },
    { x: 460, y: 240 },
    { x: 320, y: 380 },
    { x: 180, y: 240 },
  ];

  it('finds the rows inside the line and none of those in the corners of the box about it', () => {
    const found = rowsInArea(placed(places, false), seen, { kind: 'lasso', path: diamond });
    const offCentre = (row: number): number => {
      const at = projector.project(places[row * 3] ?? 0, places[row * 3 + 1] ?? 0, places[row * 3 + 2] ?? 0);
      return at === null ? Infinity : Math.abs(at.x - 320) + Math.abs(at.y - 240);
    };
    const inside = new Set(found);
    // The line itself is a pixel wide.
    const clear = Array.from({ length: rows }, (_, row) => row).filter((row) => Math.abs(offCentre(row) - 140) > 2);
    expect(found.length).toBeGreaterThan(100);
    expect(clear.filter((row) => inside.has(row))).toEqual(clear.filter((row) => offCentre(row) < 140));
  });

  it('finds the same rows in order as when it looks at each', () => {
    for (let turn = 0; turn < 20; turn++) {
      const path = Array.from({ length: 40 }, (_, i) => ({
        x: 320 + (60 + 250 * Math.abs(Math.sin(turn + i * 0.7))) * Math.cos(i / 5 + turn),
        y: 240 + (60 + 250 * Math.abs(Math.sin(turn + i * 0.7))) * Math.sin(i / 5 + turn),
      }));
      const plainly = rowsInArea(placed(places, false), seen, { kind: 'lasso', path });
      const inOrder = rowsInArea(placed(places, true), seen, { kind: 'lasso', path });
      expect(plainly.length).toBeGreaterThan(0);
      expect([...inOrder]).toEqual([...plainly]);
    }
  });

  it('asks no row for its place far from its line', () => {
    const many = new PlacedRows(100_000);
    for (let i = 0; i < many.place.array.length; i++) {
      many.place.array[i] = Math.sin(i * 12.9898);
    }
    many.placesChanged();
    many.growTree(() => true);
    const asked: boolean[] = [];
    const mask = new LassoMask(diamond, width, height);
    many.tree?.sift(
      (boxes, at) => {
        const corners = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((corner) => {
          const [x, y, z] = [0, 1, 2].map((axis) => boxes[at + axis + ((corner >> axis) & 1) * 3] ?? 0);
          return projector.project(x ?? 0, y ?? 0, z ?? 0) ?? [];
        });
        const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
        const [left, right] = [Math.min(...xs), Math.max(...xs)];
        return mask.sideOf({ left, right, top: Math.min(...ys), bottom: Math.max(...ys) });
      },
      (_, isInside) => asked.push(!isInside),
    );
    expect(asked.length).toBeGreaterThan(1000);
    expect(asked.filter((one) => one).length).toBeLessThan(30_000);
  });

  it('counts what a hand went around twice as inside', () => {
    const twice = [...diamond, ...diamond];
    expect(new LassoMask(twice, width, height).holds(320, 240)).toBe(true);
  });

  it('leaves out a notch', () => {
    const notched = [
      { x: 10, y: 10 },
      { x: 50, y: 40 },
      { x: 90, y: 10 },
      { x: 90, y: 90 },
      { x: 10, y: 90 },
    ];
    const mask = new LassoMask(notched, width, height);
    expect(mask.holds(50, 20)).toBe(false);
    expect(mask.holds(50, 60)).toBe(true);
    expect(mask.holds(95, 60)).toBe(false);
  });

  it('holds nothing while the line has no width', () => {
    const line = [
      { x: 10, y: 10 },
      { x: 60, y: 60 },
    ];
    const mask = new LassoMask(line, width, height);
    expect(mask.holds(30, 30)).toBe(false);
    expect(boxBetween({ x: 9, y: 2 }, { x: 3, y: 7 })).toEqual({ left: 3, top: 2, right: 9, bottom: 7 });
  });
});

describe('joining rows to a selection', () => {
  it.each([
    ['replace', [7, 8]],
    ['add', [3, 7, 5, 8]],
    ['subtract', [3, 5]],
    ['toggle', [3, 5, 8]],
  ] as const)('by %s keeps the order of what was selected', (joining, expected) => {
    expect([...joined(RowSet.of([3, 7, 5]), RowSet.of([7, 8]), joining)]).toEqual(expected);
  });
});
