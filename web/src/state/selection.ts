import { computed, signal } from '@preact/signals';

export type Metric = 'cosine' | 'euclidean';

export interface Neighbor {
  row: number;
  distance: number;
}

/** Selected rows, in the order in which they were selected; the first is the main one. */
export const selection = signal<readonly number[]>([]);
/** The row under the pointer or the focus, wherever that is (map, list). */
export const hoveredRow = signal<number | null>(null);

export const metric = signal<Metric>('cosine');
export const neighborCount = signal(100);
/** Neighbors of the main selected row in the original space, nearest first; empty while there are none. */
export const neighbors = signal<readonly Neighbor[]>([]);
export const neighborsBusy = signal(false);
export const neighborsNote = signal<string | null>(null);

/** Rows shown while isolated, ascending; null when all are. */
export const isolated = signal<Int32Array | null>(null);
/** Rows that the legend or a filter hides; null when none are. */
export const hiddenRows = signal<ReadonlySet<number> | null>(null);

export const mainRow = computed<number | null>(() => selection.value[0] ?? null);

export function select(rows: readonly number[]): void {
  selection.value = rows;
}

export function clearSelection(): void {
  selection.value = [];
  neighbors.value = [];
}

/** Leaves only the selection and its listed neighbors on the map. Distances and projections do not change. */
export function isolateSelection(): void {
  const rows = new Set([...selection.peek(), ...neighbors.peek().map((n) => n.row)]);
  if (rows.size > 0) {
    isolated.value = Int32Array.from(rows).sort();
  }
}

export function showAll(): void {
  isolated.value = null;
}
