import { OrthographicCamera, PerspectiveCamera } from 'three';
import { describe, expect, it } from 'vitest';
import { joined, rowsInBox } from '../../src/scene/boxSelection';
import { Projector } from '../../src/scene/projecting';
import { aim, fitted } from '../../src/scene/viewpoint';

const [width, height] = [640, 480];
const view = fitted({ min: [-1, -1, -1], max: [1, 1, 1] }, 3, width / height);
const projector = new Projector();
const cameras = { perspective: new PerspectiveCamera(), orthographic: new OrthographicCamera() };
projector.update(aim(view, cameras, width / height, 2), width, height);

const rows = 5000;
const places = Float32Array.from({ length: rows * 3 }, (_, i) => Math.sin(i * 12.9898) * 1.2);

describe('selecting by a box', () => {
  it('finds exactly the rows whose centre is drawn inside, whatever lies before them', () => {
    const box = { left: 200, top: 150, right: 380, bottom: 300 };
    const expected = Array.from({ length: rows }, (_, row) => row).filter((row) => {
      const at = projector.project(places[row * 3] ?? 0, places[row * 3 + 1] ?? 0, places[row * 3 + 2] ?? 0);
      return at !== null && at.x >= 200 && at.x <= 380 && at.y >= 150 && at.y <= 300;
    });
    expect(expected.length).toBeGreaterThan(100);
    expect(rowsInBox(places, projector.matrix.elements, box, width, height, () => false)).toEqual(expected);
  });

  it('leaves out hidden rows', () => {
    const all = { left: 0, top: 0, right: width, bottom: height };
    const found = rowsInBox(places, projector.matrix.elements, all, width, height, (row) => row % 2 === 0);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((row) => row % 2 === 1)).toBe(true);
  });

  it('does not find rows behind the eye', () => {
    const behind = Float32Array.of(view.target[0], view.target[1], view.target[2]);
    const { elements } = projector.matrix;
    const all = { left: 0, top: 0, right: width, bottom: height };
    expect(rowsInBox(behind, elements, all, width, height, () => false)).toEqual([0]);
    const towards = [Math.sin(view.azimuth) * 20, 10, Math.cos(view.azimuth) * 20];
    expect(rowsInBox(Float32Array.from(towards), elements, all, width, height, () => false)).toEqual([]);
  });
});

describe('joining rows to a selection', () => {
  it.each([
    ['replace', [7, 8]],
    ['add', [3, 7, 5, 8]],
    ['subtract', [3, 5]],
    ['toggle', [3, 5, 8]],
  ] as const)('by %s keeps the order of what was selected', (joining, expected) => {
    expect(joined([3, 7, 5], [7, 8], joining)).toEqual(expected);
  });
});
