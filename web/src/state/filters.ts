import { computed, signal } from '@preact/signals';
import { countBits } from './bits';
import { ranged, toggledMissing, toggledValue, withFilter, withoutFilter, type ColumnFilter } from './columnFilters';
import { dataset, type ColumnInfo } from './dataset';
import { RowSet } from './rowSet';
import { select } from './selection';

/** Which rows are shown, by what their columns hold; those that pass all. */
export const filters = signal<readonly ColumnFilter[]>([]);

/** Filters of columns that there are, with their columns; a range only where there are numbers. */
export const activeFilters = computed<readonly { filter: ColumnFilter; info: ColumnInfo }[]>(() =>
  filters.value.flatMap((filter) => {
    const info = dataset.value?.metadata.find(({ name }) => name === filter.column);
    const fits = info?.kind === 'number' || (filter.from === null && filter.to === null);
    return info !== undefined && fits ? [{ filter, info }] : [];
  }),
);

/** The rows that pass, as the server found them, one bit each (state/bits.ts); null while no filter is set. */
export const passingRows = signal<Uint8Array<ArrayBuffer> | null>(null);
/** Why the server could not filter. */
export const filterProblem = signal<string | null>(null);

export const passingCount = computed(() =>
  passingRows.value === null ? (dataset.value?.rows ?? 0) : countBits(passingRows.value),
);

export function filterOf(column: string): ColumnFilter | undefined {
  return filters.value.find((one) => one.column === column);
}

/** Leaves the rows whose number lies between two, ends included; null for no bound. */
export function filterRange(column: string, from: number | null, to: number | null): void {
  const now = peeked(column);
  if (now?.from !== from || now.to !== to) {
    put(ranged(now, column, from, to));
  }
}

export function filterMissing(column: string, shown: boolean): void {
  const now = peeked(column);
  put({ column, from: now?.from ?? null, to: now?.to ?? null, values: now?.values ?? null, missing: shown });
}

/** Takes one value of a column in, or out again; null stands for the rows without a value. */
export function toggleFilterValue(column: string, value: string | null): void {
  const now = peeked(column);
  put(value === null ? toggledMissing(now, column) : toggledValue(now, column, value));
}

export function clearFilter(column: string): void {
  filters.value = withoutFilter(filters.peek(), column);
}

export function clearFilters(): void {
  filters.value = [];
}

/** Makes the rows that pass the selection. */
export function selectPassing(): void {
  const rows = passingRows.peek();
  if (rows !== null) {
    select(RowSet.ofBits(rows));
  }
}

function peeked(column: string): ColumnFilter | undefined {
  return filters.peek().find((one) => one.column === column);
}

function put(next: ColumnFilter): void {
  filters.value = withFilter(filters.peek(), next);
}
