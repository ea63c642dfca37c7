import { effect } from '@preact/signals';
import { labelBy } from './appearance';
import { columnFailures, columns, dataset, nameOf, wantColumn, type ColumnData, type Dataset } from './dataset';
import { positions } from './projection';
import { mainRow, neighbors, selection } from './selection';
import { headOf, type Table } from './table';

/** What of the map can be written into a file. */
export const exportKinds = ['positions', 'selection', 'neighbors', 'metadata'] as const;
export type ExportKind = (typeof exportKinds)[number];

export const exportTitles: Readonly<Record<ExportKind, string>> = {
  positions: 'Positions of all points',
  selection: 'Selected points with all columns',
  neighbors: 'Neighbors of the selected point',
  metadata: 'All columns of all points',
};

/** Why there is nothing of the kind to write; null when there is. */
export function missing(kind: ExportKind): string | null {
  switch (kind) {
    case 'positions':
      return positions.value === null ? 'Nothing is laid out yet.' : null;
    case 'selection':
      return selection.value.length === 0 ? 'Select points first.' : null;
    case 'neighbors':
      return neighbors.value.length === 0 ? 'Select one point first.' : null;
    case 'metadata':
      return (dataset.value?.metadata.length ?? 0) === 0 ? 'The points have no columns.' : null;
  }
}

/** The table of a kind. Columns that have not arrived are waited for. */
export async function tableOf(kind: ExportKind): Promise<Table> {
  const data = dataset.peek();
  if (data === null) {
    throw new Error('No data set is open.');
  }
  switch (kind) {
    case 'positions': {
      const label = await labelsOf(data);
      return positionTable(label);
    }
    case 'neighbors': {
      const label = await labelsOf(data);
      const rows = neighbors.peek().map(({ row, distance }, i) => [i + 1, row, nameOf(label, row), distance]);
      return { columns: ['rank', 'row', `neighbor of ${nameOf(label, mainRow.peek() ?? 0)}`, 'distance'], rows };
    }
    case 'selection':
      return columnTable(await allColumns(data), [...selection.peek()]);
    case 'metadata':
      return columnTable(
        await allColumns(data),
        Array.from({ length: data.rows }, (_, row) => row),
      );
  }
}

function positionTable(label: ColumnData | undefined): Table {
  const shown = positions.peek();
  if (shown === null) {
    throw new Error('Nothing is laid out yet.');
  }
  const { dimensions, values, axes } = shown;
  const rows = Array.from({ length: shown.rows }, (_, row) => [
    row,
    nameOf(label, row),
    ...values.subarray(row * dimensions, (row + 1) * dimensions),
  ]);
  return { columns: headOf([label?.info.name ?? 'name', ...axes.slice(0, dimensions)]), rows };
}

function columnTable(of: readonly ColumnData[], rows: readonly number[]): Table {
  return {
    columns: headOf(of.map(({ info }) => info.name)),
    rows: rows.map((row) => [row, ...of.map((column) => cellOf(column, row))]),
  };
}

function cellOf({ info, codes, values, numbers }: ColumnData, row: number): string | number | null {
  const code = codes[row] ?? -1;
  return code < 0 ? null : info.kind === 'number' ? (numbers[code] ?? null) : (values[code] ?? null);
}

/** The column that names the points; undefined where none does. */
async function labelsOf(data: Dataset): Promise<ColumnData | undefined> {
  const label = labelBy.peek();
  const [column] = await columnsOf(data, label === null ? [] : [label]);
  return column;
}

function allColumns(data: Dataset): Promise<ColumnData[]> {
  return columnsOf(
    data,
    data.metadata.map(({ index }) => index),
  );
}

/** Asks for columns and waits until all have arrived. */
function columnsOf(data: Dataset, indices: readonly number[]): Promise<ColumnData[]> {
  indices.forEach(wantColumn);
  return new Promise((resolve, reject) => {
    const stop = effect(() => {
      const arrived = columns.value;
      const failure = indices.map((index) => columnFailures.value.get(index)).find((text) => text !== undefined);
      if (dataset.value?.id !== data.id) {
        reject(new Error('Another data set was opened meanwhile.'));
      } else if (failure !== undefined) {
        reject(new Error(failure));
      } else if (indices.every((index) => arrived.has(index))) {
        resolve(indices.flatMap((index) => arrived.get(index) ?? []));
      } else {
        return;
      }
      queueMicrotask(() => stop());
    });
  });
}
