import { batch, signal } from '@preact/signals';
import { viewDimensions } from './camera';
import type { Method } from './methods';

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
  | { state: 'queued'; message: string | null }
  | { state: 'running'; stage: string; progress: number; secondsLeft: number | null }
  | { state: 'done'; notes: string[] }
  | { state: 'failed'; message: string };

/** Zero-based components on X, Y, Z; Z is null in 2-D. */
export type Components = [number, number, number | null];

export interface PcaResult {
  /** The run on the server whose components these are. */
  run: string;
  /** Share of the total variance of each component, largest first. */
  explainedVariance: number[];
}

/** Where a method put the rows at an earlier step of a training. */
export interface EarlierStep {
  method: Method;
  number: number;
  positions: Positions;
}

/** The chosen tab. */
export const method = signal<Method>('pca');
export const spherize = signal(false);
/** Uncentred PCA, as the original projector computes it. */
export const pcaUncentred = signal(false);
/** What is on the axes. */
export const pcaComponents = signal<Components>([0, 1, 2]);

export const projectionStatus = signal<ProjectionStatus>({ state: 'none' });
export const pcaResult = signal<PcaResult | null>(null);
/** The positions on the map; the scene glides to them. Null before the first. */
export const positions = signal<Positions | null>(null);
/** The method that gave the positions on the map. */
export const shownMethod = signal<Method>('pca');
/** An earlier step of a training that was gone back to: it is on the map in the place of the newest positions. */
export const lookedBackTo = signal<EarlierStep | null>(null);
/** The last positions of each method, for coming back to its tab. */
export const lastPositions = signal<ReadonlyMap<Method, Positions>>(new Map());

/** Keeps the newest positions of a method, and shows them if its tab is open. */
export function positionsArrived(of: Method, next: Positions): void {
  batch(() => {
    lastPositions.value = new Map(lastPositions.peek()).set(of, next);
    showChosen();
  });
}

/** Opens the tab of a method: nothing is computed, its last positions are shown again. */
export function chooseMethod(next: Method): void {
  batch(() => {
    method.value = next;
    showChosen();
  });
}

/** Shows an earlier step, or null for the newest positions again. */
export function goBackTo(step: EarlierStep | null): void {
  batch(() => {
    lookedBackTo.value = step;
    showChosen();
  });
}

/** Nothing is known of any layout; `keepShown`: what is on the map stays until there is something newer. */
export function forgetPositions(keepShown: boolean): void {
  batch(() => {
    lastPositions.value = new Map();
    if (!keepShown) {
      positions.value = null;
      shownMethod.value = 'pca';
    }
  });
}

/** A method without positions leaves on the map what is there. */
function showChosen(): void {
  const last = lastPositions.peek();
  const of = [method.peek(), shownMethod.peek(), 'pca' as const].find((one) => last.has(one));
  const next = of === undefined ? undefined : last.get(of);
  if (of !== undefined && next !== undefined) {
    shownMethod.value = of;
    const earlier = lookedBackTo.peek();
    positions.value = earlier?.method === of ? earlier.positions : next;
    // A run has the dimensions it was started with; the components on the axes of PCA may be ahead of its positions.
    viewDimensions.value = of === 'pca' ? dimensionsOf(pcaComponents.peek()) : next.dimensions;
  }
}

function dimensionsOf(components: Components): 2 | 3 {
  return components[2] === null ? 2 : 3;
}

/** Puts components on the axes; without a third the map is flat. */
export function setComponents(next: Components): void {
  batch(() => {
    pcaComponents.value = next;
    if (shownMethod.peek() === 'pca') {
      viewDimensions.value = dimensionsOf(next);
    }
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
export function describedVariance(result: PcaResult, components: Components): number {
  const shown = new Set(components.filter((component) => component !== null));
  return [...shown].reduce((sum, component) => sum + (result.explainedVariance[component] ?? 0), 0);
}

/** The wanted components where data of that size have them; else the first ones. */
export function fittingComponents(wanted: Components, data: { rows: number; columns: number }): Components {
  const most = Math.min(data.columns, data.rows);
  const [x, y, z] = wanted;
  const fits = (component: number | null): boolean => component === null || component < most;
  if (!fits(x) || !fits(y)) {
    return [0, Math.min(1, most - 1), most > 2 ? 2 : null];
  }
  return [x, y, fits(z) ? z : null];
}
