import { batch, computed, signal } from '@preact/signals';
import { RowSet } from './rowSet';

export type Metric = 'cosine' | 'euclidean';

export interface Neighbor {
  row: number;
  /** NaN where the vectors have none. */
  distance: number;
}

/** Selected rows, in the order in which they were selected; the first is the main one. */
export const selection = signal(RowSet.none);
/** The row under the pointer or the focus, wherever that is (map, list). */
export const hoveredRow = signal<number | null>(null);

export const metric = signal<Metric>('cosine');
export const neighborCount = signal(100);
/** Neighbors of the main selected row in the original space, nearest first; empty while there are none. */
export const neighbors = signal<readonly Neighbor[]>([]);
export const neighborsBusy = signal(false);
export const neighborsNote = signal<string | null>(null);

/** Rows left on the map by each isolation, ascending, the outermost first; empty while all are shown. */
export const isolations = signal<readonly Int32Array[]>([]);
/** Rows shown while isolated, ascending; null when all are. */
export const isolated = computed<Int32Array | null>(() => isolations.value[isolations.value.length - 1] ?? null);
/** How an area that is drawn joins the selection when no key says otherwise. */
export const areaJoining = signal<'replace' | 'add' | 'subtract'>('replace');

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

export const mainRow = computed<number | null>(() => selection.value.first);

/** Makes these rows the selection, each once; what was known of the rows before goes, so that nothing stale is shown or isolated. */
export function select(rows: RowSet | ArrayLike<number>): void {
  const next = rows instanceof RowSet ? rows : RowSet.of(rows);
  if (next.equals(selection.peek())) {
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
  select(RowSet.none);
}

/**
 * Leaves only the selection and its listed neighbors on the map. Distances and projections do not change. What is isolated
 * already is narrowed further; a selection that lies wholly outside of it takes its place.
 */
export function isolateSelection(): void {
  const rows = withNeighbors(selection.peek(), neighbors.peek());
  const shown = isolated.peek();
  const within = shown?.filter(rows.membership()) ?? new Int32Array();
  const next = within.length > 0 ? within : Int32Array.from(rows.ascending());
  const isAllShown = within.length > 0 && within.length === shown?.length;
  if (next.length > 0 && !isAllShown) {
    isolations.value = [...isolations.peek(), next];
  }
}

/** Back to what was shown before the last isolation. */
export function leaveIsolation(): void {
  isolations.value = isolations.peek().slice(0, -1);
}

export function showAll(): void {
  isolations.value = [];
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

/** How many rows the selection and its listed neighbors are: what isolating leaves on the map. */
export const highlightedCount = computed(() => withNeighbors(selection.value, neighbors.value).length);

/** These rows and the neighbors that are not among them. */
export function withNeighbors(rows: RowSet, also: readonly Neighbor[]): RowSet {
  return also.length === 0 ? rows : rows.plus(RowSet.of(also.map(({ row }) => row)));
}
