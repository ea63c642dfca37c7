import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import { bitsOf } from './bits';
import { dataset, type ColumnInfo, type Dataset } from './dataset';
import { labelBy } from './appearance';
import { tableOpen } from './layout';
import { RowSet } from './rowSet';
import { searchResult } from './search';
import { select, selection } from './selection';
import { visibility } from './visibility';

/** How a table is sorted: by a column, by its name, or by the number of the row. */
export interface RowOrder {
  column: string | null;
  descending: boolean;
}

export interface TableRow {
  row: number;
  /** The text of each column of the metadata; null where it has none. */
  values: readonly (string | null)[];
}

export interface MadeTable {
  dataset: string;
  /** Tells the rows of one tensor from those of another, whatever their version. */
  shape: string;
  id: string;
  rows: number;
}

/** Rows of a page; the server answers whole pages. */
export const pageRows = 100;
/** More pages than this are not kept. */
const mostPages = 40;

/**
 * A table of rows that lie on the server, in the order of a column. The page holds those in sight and some around them. The wire makes the
 * table anew whenever its rows, its order or the metadata change; what is shown stays until that is there.
 */
export class RowTable {
  readonly order = signal<RowOrder | null>(null);
  /** The table as the server has it, of which data set, and of whose rows; null before there is one. */
  readonly made = signal<MadeTable | null>(null);
  /** Rows that have arrived, by page. */
  readonly pages = signal<ReadonlyMap<number, readonly TableRow[]>>(new Map());
  /** The places, from first to before last, that are in sight. */
  readonly inSight = signal<{ first: number; last: number }>({ first: 0, last: 20 });
  readonly problem = signal<string | null>(null);
  /** Counts up when the server no longer has the table. */
  readonly losses = signal(0);
  /** Where the view is to go next: a place. */
  readonly goal = signal<number | null>(null);
  /** Places whose rows are to be selected, first and last. */
  readonly wantedRange = signal<{ from: number; to: number } | null>(null);
  /** The place from which a range is counted. */
  anchor = 0;

  /**
   * @param isWanted Whether anybody looks at it.
   * @param rows Which rows it has, one bit each; null for all.
   */
  constructor(
    readonly isWanted: ReadonlySignal<boolean>,
    readonly rows: ReadonlySignal<Uint8Array<ArrayBuffer> | null>,
  ) {}

  /** Nobody looks at it any more. */
  forget(): void {
    batch(() => {
      this.made.value = null;
      this.pages.value = new Map();
      this.problem.value = null;
    });
  }

  /** How many rows there are to show; 0 while the table of another tensor is still here. */
  get count(): number {
    const made = this.made.value;
    return made === null || made.shape !== shapeOf(dataset.value) ? 0 : made.rows;
  }

  /** The row at a place; undefined while it is on its way. */
  at(place: number): TableRow | undefined {
    return this.pages.value.get(Math.floor(place / pageRows))?.[place % pageRows];
  }

  /** Ascending, then descending, then as it was. */
  sortBy(column: string | null): void {
    const now = this.order.peek();
    const isSame = now !== null && now.column === column;
    batch(() => {
      this.order.value = !isSame ? { column, descending: false } : now.descending ? null : { column, descending: true };
      this.goal.value = 0;
    });
  }

  /** Pages in sight that have not arrived. */
  missingPages(): number[] {
    const { first, last } = this.inSight.value;
    const end = Math.min(last, this.made.value?.rows ?? 0);
    const missing: number[] = [];
    for (let page = Math.floor(first / pageRows); page * pageRows < end; page++) {
      if (!this.pages.peek().has(page)) {
        missing.push(page);
      }
    }
    return missing;
  }

  pageArrived(page: number, rows: readonly TableRow[]): void {
    const next = new Map(this.pages.peek());
    next.delete(page);
    next.set(page, rows);
    for (const oldest of [...next.keys()].slice(0, Math.max(0, next.size - mostPages))) {
      next.delete(oldest);
    }
    this.pages.value = next;
  }

  /** Selects the row at a place, as a click on it does. */
  choose(place: number, how: 'alone' | 'toggle' | 'range'): void {
    const found = this.at(place);
    if (how === 'range') {
      const [from, to] = [Math.min(this.anchor, place), Math.max(this.anchor, place)];
      this.wantedRange.value = { from, to };
      return;
    }
    this.anchor = place;
    if (found !== undefined) {
      const clicked = RowSet.of([found.row]);
      select(how === 'toggle' ? selection.peek().toggled(clicked) : clicked);
    }
  }

  selectAll(): void {
    const rows = this.made.peek()?.rows ?? 0;
    if (rows > 0) {
      this.wantedRange.value = { from: 0, to: rows - 1 };
    }
  }
}

export function shapeOf(data: Dataset | null): string {
  return data === null ? '' : JSON.stringify([data.run, data.tensor, data.rows]);
}

/** Which rows the data table shows. */
export const tableScopes = ['map', 'selected', 'matches', 'all'] as const;
export type TableScope = (typeof tableScopes)[number];
export const tableScope = signal<TableScope>('map');

const rowCount = computed(() => dataset.value?.rows ?? 0);

/** The selected rows, one bit each. */
export const selectedBits = computed(() => selection.value.bits(rowCount.value));

const matchedBits = computed(() => {
  const result = searchResult.value;
  return bitsOf(result.state === 'done' ? result.rows : [], rowCount.value);
});

const shownBits = computed<Uint8Array<ArrayBuffer> | null>(() => {
  const hidden = visibility.value?.hidden;
  if (hidden === undefined) {
    return null;
  }
  const bits = new Uint8Array(Math.ceil(hidden.length / 8));
  hidden.forEach((byte, row) => {
    bits[row >> 3] = (bits[row >> 3] ?? 0) | ((1 - byte) << (row & 7));
  });
  return bits;
});

/** The drawer below the map. */
export const dataTable = new RowTable(
  computed(() => tableOpen.value && dataset.value !== null),
  computed(() => {
    switch (tableScope.value) {
      case 'map':
        return shownBits.value;
      case 'selected':
        return selectedBits.value;
      case 'matches':
        return matchedBits.value;
      case 'all':
        return null;
    }
  }),
);

/** Several selected points, in the inspector. */
export const selectionTable = new RowTable(
  computed(() => selection.value.length > 1 && (dataset.value?.metadata.length ?? 0) > 0),
  selectedBits,
);

export const rowTables: readonly RowTable[] = [dataTable, selectionTable];

/** The columns of a table, the one that labels the points first. */
export const tableColumns = computed<readonly ColumnInfo[]>(() => {
  const all = dataset.value?.metadata ?? [];
  const first = all.filter(({ index }) => index === labelBy.value);
  return first.length === 0 ? all : [...first, ...all.filter(({ index }) => index !== labelBy.value)];
});

/** Length of the longest text of a column among the rows that are here. */
export function longestText(table: RowTable, index: number): number {
  let longest = 0;
  for (const rows of table.pages.peek().values()) {
    for (const { values } of rows) {
      longest = Math.max(longest, values[index]?.length ?? 0);
    }
  }
  return longest;
}
