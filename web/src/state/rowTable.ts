import { computed, signal } from '@preact/signals';
import { labelBy } from './appearance';
import { columns, dataset, type ColumnData, type ColumnInfo } from './dataset';
import { selection } from './selection';

/** How the table of selected points is sorted: by a column, or by the number of the row. */
export interface RowOrder {
  column: string | null;
  descending: boolean;
}

/** Null for the order of selecting. */
export const rowOrder = signal<RowOrder | null>(null);

/** More columns than this are shown on request: each is fetched whole. */
export const fewColumns = 12;
export const showsAllColumns = signal(false);

/** The columns of the table, the one that labels the points first. */
export const tableColumns = computed<readonly ColumnInfo[]>(() => {
  const all = dataset.value?.metadata ?? [];
  const first = all.filter(({ index }) => index === labelBy.value);
  const ordered = [...first, ...all.filter(({ index }) => index !== labelBy.value)];
  return showsAllColumns.value ? ordered : ordered.slice(0, fewColumns);
});

/** The selected rows as the table lists them. */
export const tableRows = computed<readonly number[]>(() => {
  const order = rowOrder.value;
  const info = dataset.value?.metadata.find(({ name }) => name === order?.column);
  if (order === null || (order.column !== null && info === undefined)) {
    return selection.value;
  }
  return sortedRows(selection.value, info && columns.value.get(info.index), order);
});

/** Ascending, then descending, then as selected. */
export function sortBy(column: string | null): void {
  const now = rowOrder.peek();
  const isSame = now !== null && now.column === column;
  rowOrder.value = !isSame ? { column, descending: false } : now.descending ? null : { column, descending: true };
}

const collator = new Intl.Collator('en', { numeric: true });
/** Comparing by the rules of a language is slow; beyond this many values texts are compared by their code units. */
const mostCollated = 50_000;

/** Rows by their value in a column, those without one last; rows of equal values keep their order. */
export function sortedRows(
  rows: readonly number[],
  column: ColumnData | undefined,
  { column: name, descending }: RowOrder,
): readonly number[] {
  const sign = descending ? -1 : 1;
  if (name === null) {
    return [...rows].sort((a, b) => sign * (a - b));
  }
  if (column === undefined) {
    return rows;
  }
  const { info, codes, values, numbers } = column;
  const text = values.length > mostCollated ? (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0) : collator.compare;
  const rank = new Float64Array(values.length);
  Array.from(values.keys())
    .sort((a, b) =>
      info.kind === 'number' ? (numbers[a] ?? 0) - (numbers[b] ?? 0) : text(values[a] ?? '', values[b] ?? ''),
    )
    .forEach((code, place) => {
      rank[code] = sign * place;
    });
  const key = (row: number): number => {
    const code = codes[row] ?? -1;
    return code < 0 ? Number.MAX_SAFE_INTEGER : (rank[code] ?? 0);
  };
  return [...rows].sort((a, b) => key(a) - key(b));
}
