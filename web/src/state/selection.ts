import { batch, computed, signal } from '@preact/signals';

export type Metric = 'cosine' | 'euclidean';

export interface Neighbor {
  row: number;
  /** NaN where the vectors have none. */
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

/** Everything known of the one selected row. */
export interface RowCard {
  row: number;
  values: { column: string; value: string | null }[];
  /** Length of its vector; null when that is no finite number. */
  norm: number | null;
}

/** The card of the selected row; null unless exactly one is selected and its card has arrived. */
export const rowCard = signal<RowCard | null>(null);
/** Why the card did not arrive. */
export const rowCardFailure = signal<string | null>(null);

export const fewestNeighbors = 5;
export const mostNeighbors = 999;

export const mainRow = computed<number | null>(() => selection.value[0] ?? null);

/** Makes these rows the selection, each once; what was known of the rows before goes, so that nothing stale is shown or isolated. */
export function select(rows: readonly number[]): void {
  const next = [...new Set(rows)];
  const before = selection.peek();
  if (next.length === before.length && next.every((row, i) => row === before[i])) {
    return;
  }
  batch(() => {
    selection.value = next;
    neighbors.value = [];
    neighborsNote.value = null;
    rowCard.value = null;
    rowCardFailure.value = null;
  });
}

export function clearSelection(): void {
  select([]);
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

/** The row whose neighbors are listed: the selected one, when it is the only one. */
export const neighborsOf = computed<number | null>(() => (selection.value.length === 1 ? mainRow.value : null));

export function setNeighborCount(count: number): void {
  if (Number.isFinite(count)) {
    neighborCount.value = Math.min(mostNeighbors, Math.max(fewestNeighbors, Math.round(count)));
  }
}

export function setMetric(next: Metric): void {
  metric.value = next;
}

/** The selection and its listed neighbors: what isolating leaves on the map. */
export const highlightedCount = computed(() => {
  const rows = new Set(selection.value);
  neighbors.value.forEach((neighbor) => rows.add(neighbor.row));
  return rows.size;
});
