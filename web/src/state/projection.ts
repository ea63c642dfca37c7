import { batch, signal } from '@preact/signals';
import { viewDimensions } from './camera';

/** Where the rows stand: [n, dimensions] row-major, in the units of the projection. The scene scales them, one scale for all axes. */
export interface Positions {
  dimensions: 2 | 3;
  rows: number;
  values: Float32Array;
  /** What each axis is called: "PC 1 (32.1%)". */
  axes: string[];
}

export type ProjectionStatus =
  | { state: 'none' }
  | { state: 'queued' | 'running'; stage: string; progress: number; secondsLeft: number | null }
  | { state: 'done'; notes: string[] }
  | { state: 'failed'; message: string };

export type Method = 'pca';

export interface PcaResult {
  /** The run on the server whose components these are. */
  run: string;
  /** Share of the total variance of each component, largest first. */
  explainedVariance: number[];
}

export const method = signal<Method>('pca');
export const spherize = signal(false);
/** Uncentred PCA, as the original projector computes it. */
export const pcaUncentred = signal(false);
/** Zero-based components on X, Y, Z; Z is null in 2-D. */
export const pcaComponents = signal<[number, number, number | null]>([0, 1, 2]);

export const projectionStatus = signal<ProjectionStatus>({ state: 'none' });
export const pcaResult = signal<PcaResult | null>(null);
/** The newest positions; the scene glides to them. Null before the first. */
export const positions = signal<Positions | null>(null);

/** Puts components on the axes; without a third the map is flat. */
export function setComponents(next: [number, number, number | null]): void {
  batch(() => {
    pcaComponents.value = next;
    viewDimensions.value = next[2] === null ? 2 : 3;
  });
}

/** Looks at the map in the plane or in space; the third axis comes back as the first component that is not shown yet. */
export function setDimensions(dimensions: 2 | 3): void {
  const [x, y, z] = pcaComponents.peek();
  const available = pcaResult.peek()?.explainedVariance.length ?? 3;
  if (dimensions === 2) {
    setComponents([x, y, null]);
  } else if (available > 2) {
    const free = [0, 1, 2].find((component) => component !== x && component !== y);
    setComponents([x, y, z ?? free ?? null]);
  }
}

/** The share of the variance that the shown components describe together. */
export function describedVariance(result: PcaResult, components: [number, number, number | null]): number {
  const shown = new Set(components.filter((component) => component !== null));
  return [...shown].reduce((sum, component) => sum + (result.explainedVariance[component] ?? 0), 0);
}
