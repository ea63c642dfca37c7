import { effect } from '@preact/signals';
import { cameraPose, type CameraPose } from './state/camera';
import { dataset } from './state/dataset';
import { positions } from './state/projection';
import { select, selection } from './state/selection';

/** What the page offers to tests and scripts as `window.projector`. docs/scripting.md describes it. */
export interface Projector {
  /** Resolves once the first points are on the map; stays open while there is nothing to show. */
  readonly ready: Promise<void>;
  /** A copy of where the rows stand, `[n, dimensions]` row-major; null before there are any. */
  positions(): { rows: number; dimensions: 2 | 3; values: Float32Array } | null;
  /** Makes these rows (zero-based) the selection; the first is the main one. An empty list clears it. */
  select(rows: readonly number[]): void;
  /** The selected rows, the main one first. */
  selection(): number[];
  /** Where the camera stands; null before the first frame. */
  camera(): CameraPose | null;
}

declare global {
  interface Window {
    projector: Projector;
  }
}

export function offerScripting(): void {
  window.projector = {
    ready: firstPoints(),
    positions: () => {
      const current = positions.peek();
      return current === null
        ? null
        : { rows: current.rows, dimensions: current.dimensions, values: current.values.slice() };
    },
    select: (rows) => {
      const n = dataset.peek()?.rows ?? 0;
      const wrong = rows.find((row) => !Number.isInteger(row) || row < 0 || row >= n);
      if (wrong !== undefined) {
        throw new RangeError(`There is no row ${wrong}: rows go from 0 to ${n - 1}.`);
      }
      select(rows);
    },
    selection: () => [...selection.peek()],
    camera: () => cameraPose.peek(),
  };
}

function firstPoints(): Promise<void> {
  return new Promise((resolve) => {
    let done = false;
    const stop = effect(() => {
      if (positions.value !== null && !done) {
        done = true;
        // The scene takes new positions in the next frame and has drawn them by the one after it.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
        queueMicrotask(() => stop());
      }
    });
  });
}
