import { OrthographicCamera, PerspectiveCamera } from 'three';
import { describe, expect, it } from 'vitest';
import { boxBetween, type Area, LassoMask } from '../../src/scene/area';
import { joined, rowsInArea } from '../../src/scene/areaSelection';
import { flag } from '../../src/scene/rowFlags';
import { RowSet } from '../../src/state/rowSet';
import { Projector } from '../../src/scene/projecting';
import { aim, fitted } from '../../src/scene/viewpoint';

const [width, height] = [640, 480];
const view = fitted({ min: [-1, -1, -1], max: [1, 1, 1] }, 3, width / height);
const projector = new Projector();
const cameras = { perspective: new PerspectiveCamera(), orthographic: new OrthographicCamera() };
projector.update(aim(view, cameras, width / height, 2), width, height);

const rows = 5000;
const shown = new Uint8Array(rows);
const places = Float32Array.from({ length: rows * 3 }, (_, i) => Math.sin(i * 12.9898) * 1.2);

describe('selecting by a box', () => {
  it('finds exactly the rows whose centre is drawn inside, whatever lies before them', () => {
    const box: Area = { kind: 'box', box: { left: 200, top: 150, right: 380, bottom: 300 } };
    const expected = Array.from({ length: rows }, (_, row) => row).filter((row) => {
      const at = projector.project(places[row * 3] ?? 0, places[row * 3 + 1] ?? 0, places[row * 3 + 2] ?? 0);
      return at !== null && at.x >= 200 && at.x <= 380 && at.y >= 150 && at.y <= 300;
    });
    expect(expected.length).toBeGreaterThan(100);
    expect([...rowsInArea(places, projector.matrix.elements, box, width, height, shown)]).toEqual(expected);
  });

  it('leaves out hidden rows', () => {
    const all: Area = { kind: 'box', box: { left: 0, top: 0, right: width, bottom: height } };
    const flags = Uint8Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? flag.hidden : flag.selected));
    const found = [...rowsInArea(places, projector.matrix.elements, all, width, height, flags)];
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((row) => row % 2 === 1)).toBe(true);
  });

  it('does not find rows behind the eye', () => {
    const behind = Float32Array.of(view.target[0], view.target[1], view.target[2]);
    const { elements } = projector.matrix;
    const all: Area = { kind: 'box', box: { left: 0, top: 0, right: width, bottom: height } };
    expect([...rowsInArea(behind, elements, all, width, height, shown)]).toEqual([0]);
    const towards = [Math.sin(view.azimuth) * 20, 10, Math.cos(view.azimuth) * 20];
    expect([...rowsInArea(Float32Array.from(towards), elements, all, width, height, shown)]).toEqual([]);
  });
});

/** Whether a place of the view is inside a lasso. */
const holds = ({ box, width: line, inside }: LassoMask, x: number, y: number): boolean =>
  x >= box.left && x < box.right && inside[Math.floor(y - box.top) * line + Math.floor(x - box.left)] === 1;

describe('selecting by a lasso', () => {
  const diamond = [
    { x: 320, y: 100 },
    { x: 460, y: 240 },
    { x: 320, y: 380 },
    { x: 180, y: 240 },
  ];

  it('finds the rows inside the line and none of those in the corners of the box about it', () => {
    const found = rowsInArea(places, projector.matrix.elements, { kind: 'lasso', path: diamond }, width, height, shown);
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

  it('counts what a hand went around twice as inside', () => {
    const twice = [...diamond, ...diamond];
    expect(holds(new LassoMask(twice, width, height), 320, 240)).toBe(true);
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
    expect(holds(mask, 50, 20)).toBe(false);
    expect(holds(mask, 50, 60)).toBe(true);
    expect(holds(mask, 95, 60)).toBe(false);
  });

  it('holds nothing while the line has no width', () => {
    const line = [
      { x: 10, y: 10 },
      { x: 60, y: 60 },
    ];
    const mask = new LassoMask(line, width, height);
    expect(holds(mask, 30, 30)).toBe(false);
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
