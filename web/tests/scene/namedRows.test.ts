import { OrthographicCamera, PerspectiveCamera } from 'three';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/scene/layer';
import { rowsToName } from '../../src/scene/namedRows';
import { PlacedRows } from '../../src/scene/placedRows';
import { Projector } from '../../src/scene/projecting';
import { aim, fitted, type Viewpoint } from '../../src/scene/viewpoint';

const [width, height] = [640, 480];
const whole = fitted({ min: [-1, -1, -1], max: [1, 1, 1] }, 3, width / height);

function frameOf(viewpoint: Viewpoint): Frame {
  const projector = new Projector();
  const cameras = { perspective: new PerspectiveCamera(), orthographic: new OrthographicCamera() };
  projector.update(aim(viewpoint, cameras, width / height, 2), width, height);
  return { projector, viewpoint, width, height, glide: 1 } as Frame;
}

function crowd(count: number): PlacedRows {
  const rows = new PlacedRows(count);
  rows.place.array.set(Float32Array.from({ length: count * 3 }, (_, i) => Math.sin(i * 12.9898)));
  return rows;
}

describe('the rows that all labels name', () => {
  it('are all that are in view, nearest first, while there are few', () => {
    const found = rowsToName(crowd(500), frameOf(whole));
    expect(new Set(found.map(({ row }) => row)).size).toBe(500);
    const depths = found.map(({ depth }) => depth);
    expect(depths).toEqual(depths.toSorted((a, b) => a - b));
  });

  it('are a bounded part of a crowd, from all over the file', () => {
    const found = rowsToName(crowd(50_000), frameOf(whole));
    expect(found.length).toBe(2500);
    const inFirstTenth = found.filter(({ row }) => row < 5000).length;
    expect(inFirstTenth).toBeGreaterThan(150);
    expect(inFirstTenth).toBeLessThan(350);
  });

  it('are found in a crowd also where few are in view', () => {
    const flat = fitted({ min: [-1, -1, 0], max: [1, 1, 0] }, 2, width / height);
    const rows = crowd(50_000);
    const [x, y] = rows.place.array.subarray(3 * 777);
    const near: Viewpoint = { ...flat, target: [x ?? 0, y ?? 0, 0], distance: flat.distance / 40 };
    const found = rowsToName(rows, frameOf(near));
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(2500);
  });

  it('leave out what is hidden', () => {
    const rows = crowd(100);
    rows.flags.setHidden(
      Uint8Array.from({ length: 100 }, (_, row) => (row === 3 || row === 5 ? 0 : 1)),
      [],
    );
    expect(
      rowsToName(rows, frameOf(whole))
        .map(({ row }) => row)
        .sort(),
    ).toEqual([3, 5]);
  });
});
