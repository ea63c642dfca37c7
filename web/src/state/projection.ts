import { signal } from '@preact/signals';

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
