import { batch, computed } from '@preact/signals';
import { dataset } from '../state/dataset';
import {
  dataTable,
  pageRows,
  rowTables,
  shapeOf,
  type MadeTable,
  type RowTable,
  type TableRow,
} from '../state/rowTables';
import { mainRow, select, selection } from '../state/selection';
import { askBytes, askJson, messageOf, ServerProblem } from './http';
import { newest, pause, reopensAfter } from './newest';

/** Milliseconds that a table must rest, so that scrolling through it does not ask for all that passes by. */
const restTime = 30;

/** Keeps the tables that somebody looks at as the server has them. */
export function watchRowTables(): () => void {
  const stops = [
    ...rowTables.flatMap((table) => [watchTable(table), watchPages(table), watchRange(table)]),
    watchGoal(),
  ];
  return () => stops.forEach((stop) => stop());
}

function watchTable(table: RowTable): () => void {
  return newest(
    () => {
      const data = dataset.value;
      if (data === null || !table.isWanted.value) {
        return async () => table.forget();
      }
      const order = table.order.value;
      const rows = table.rows.value;
      void table.losses.value;
      const info = data.metadata.find(({ name }) => name === order?.column);
      const fields = new URLSearchParams({ descending: String(order?.descending === true) });
      if (info !== undefined) {
        fields.set('column', String(info.index));
      }
      return async (signal) => {
        // Typing, dragging and playing change the rows many times a second.
        await pause(restTime, signal);
        const path = `datasets/${encodeURIComponent(data.id)}/tables`;
        const answer = await askJson<{ id: string; rows: number }>(`${path}?${fields.toString()}`, {
          method: 'POST',
          ...(rows === null ? {} : { bytes: rows }),
          signal,
        });
        const made = { dataset: data.id, shape: shapeOf(data), ...answer };
        // What is shown stays until what is in sight is there.
        const { first, last } = table.inSight.peek();
        const top = table.goal.peek() ?? Math.max(0, Math.min(first, answer.rows - (last - first)));
        const begin = Math.floor(top / pageRows);
        const count = Math.floor((top + last - first) / pageRows) - begin + 1;
        const pages = await Promise.all(Array.from({ length: count }, (_, i) => ask(made, begin + i, signal)));
        signal.throwIfAborted();
        batch(() => {
          table.pages.value = new Map(pages.map((page, i) => [begin + i, page]));
          table.made.value = made;
          table.problem.value = null;
        });
      };
    },
    (error) => fail(table, error),
  );
}

function watchPages(table: RowTable): () => void {
  return newest(
    () => {
      const made = table.made.value;
      const missing = table.isWanted.value ? table.missingPages() : [];
      if (made === null || missing.length === 0 || dataset.value?.id !== made.dataset) {
        return null;
      }
      return async (signal) => {
        await pause(restTime, signal);
        const arrived = await Promise.all(missing.map((page) => ask(made, page, signal)));
        if (!signal.aborted && table.made.peek() === made) {
          batch(() => arrived.forEach((rows, i) => table.pageArrived(missing[i] ?? 0, rows)));
        }
      };
    },
    (error) => fail(table, error),
  );
}

function watchRange(table: RowTable): () => void {
  return newest(
    () => {
      const range = table.wantedRange.value;
      const made = table.made.peek();
      if (range === null || made === null) {
        return null;
      }
      return async (signal) => {
        const fields = new URLSearchParams({ offset: String(range.from), count: String(range.to - range.from + 1) });
        const bytes = await askBytes(`${pathOf(made)}/order?${fields.toString()}`, { signal });
        if (!signal.aborted) {
          batch(() => {
            table.wantedRange.value = null;
            select(new Int32Array(bytes));
          });
        }
      };
    },
    (error) => fail(table, error),
  );
}

/** Brings the row that is selected on the map into the sight of the data table. */
function watchGoal(): () => void {
  // Sorting a table shows its beginning, whatever is selected: only another point, or a table that opens, is a reason to go.
  const isMade = computed(() => dataTable.made.value !== null);
  return newest(
    () => {
      const made = isMade.value ? dataTable.made.peek() : null;
      const row = selection.value.length === 1 ? mainRow.value : null;
      if (made === null || row === null || isInSight(row)) {
        return null;
      }
      return async (signal) => {
        const { place } = await askJson<{ place: number | null }>(`${pathOf(made)}/place?row=${row}`, { signal });
        if (!signal.aborted && place !== null) {
          dataTable.goal.value = place;
        }
      };
    },
    (error) => fail(dataTable, error),
  );
}

function isInSight(row: number): boolean {
  const { first, last } = dataTable.inSight.peek();
  const pages = dataTable.pages.peek();
  return Array.from({ length: last - first }, (_, i) => first + i).some(
    (place) => pages.get(Math.floor(place / pageRows))?.[place % pageRows]?.row === row,
  );
}

async function ask(made: MadeTable, page: number, signal: AbortSignal): Promise<TableRow[]> {
  const fields = new URLSearchParams({ offset: String(page * pageRows), count: String(pageRows) });
  const answer = await askJson<{ rows: TableRow[] }>(`${pathOf(made)}/rows?${fields.toString()}`, { signal });
  return answer.rows;
}

function pathOf({ dataset: data, id }: MadeTable): string {
  return `datasets/${encodeURIComponent(data)}/tables/${encodeURIComponent(id)}`;
}

function fail(table: RowTable, error: unknown): void {
  if (error instanceof ServerProblem && error.status === 409 && table.made.peek() !== null) {
    // It had to make room on the server, or the files changed; once, lest a server that keeps saying so is asked for ever.
    table.made.value = null;
    table.losses.value += 1;
  } else if (!reopensAfter(error)) {
    table.problem.value = messageOf(error);
  }
}
