import { computed } from '@preact/signals';
import { columns, dataset, type ColumnData } from './dataset';
import { plural } from './words';

/** The columns that name the row that comes next, as the original has them; the first that there is counts. */
const nextColumns = ['__next__', '__seq_next__'];

/** Rows that follow each other, as the metadata says. */
export interface Sequences {
  /** [m, 2] rows that are joined by a line: each and its next. */
  pairs: Uint32Array;
  /** [n] where along its sequence each row is, 0 at the first and 1 at the last. */
  along: Float32Array;
  /** [n] the number of the sequence that a row belongs to; −1 for none. */
  sequence: Int32Array;
  /** Values that name no row. */
  wrong: number;
}

/** Index of the column that names the next row; null when there is none. */
export const nextColumn = computed<number | null>(() => {
  const metadata = dataset.value?.metadata ?? [];
  const named = nextColumns.map((name) => metadata.find((column) => column.name === name));
  return named.find((column) => column !== undefined)?.index ?? null;
});

export const sequences = computed<Sequences | null>(() => {
  const index = nextColumn.value;
  const column = index === null ? undefined : columns.value.get(index);
  return column === undefined ? null : sequencesOf(column);
});

/** What is wrong with the sequences, in words for the person. */
export const sequencesProblem = computed<string | null>(() => {
  const wrong = sequences.value?.wrong ?? 0;
  const name = dataset.value?.metadata.find(({ index }) => index === nextColumn.value)?.name ?? '';
  return wrong === 0
    ? null
    : `${plural(wrong, 'value')} of ${name} ${wrong === 1 ? 'names' : 'name'} no point: row numbers from 0 are expected. No line is drawn there.`;
});

/** Follows each row to its next. A sequence that comes back to itself ends there. */
export function sequencesOf({ codes, values }: ColumnData): Sequences {
  const rows = codes.length;
  const next = new Int32Array(rows).fill(-1);
  const numbers = values.map((value) => (value.trim() === '' ? -1 : Number(value)));
  let wrong = 0;
  const hasPrevious = new Uint8Array(rows);
  codes.forEach((code, row) => {
    const to = code < 0 ? -1 : (numbers[code] ?? -1);
    if (Number.isInteger(to) && to >= 0 && to < rows && to !== row) {
      next[row] = to;
      hasPrevious[to] = 1;
    } else if (to !== -1) {
      wrong++;
    }
  });
  const along = new Float32Array(rows);
  const sequence = new Int32Array(rows).fill(-1);
  const pairs: number[] = [];
  let count = 0;
  const walk = (first: number): void => {
    const chain: number[] = [];
    let row = first;
    while (row >= 0 && sequence[row] === -1) {
      sequence[row] = count;
      chain.push(row);
      const to = next[row] ?? -1;
      if (to >= 0) {
        pairs.push(row, to);
      }
      row = to;
    }
    chain.forEach((one, i) => {
      along[one] = chain.length > 1 ? i / (chain.length - 1) : 0;
    });
    count++;
  };
  for (let row = 0; row < rows; row++) {
    if (hasPrevious[row] === 0 && (next[row] ?? -1) >= 0) {
      walk(row);
    }
  }
  // What is left runs in circles.
  for (let row = 0; row < rows; row++) {
    if (sequence[row] === -1 && (next[row] ?? -1) >= 0) {
      walk(row);
    }
  }
  return { pairs: Uint32Array.from(pairs), along, sequence, wrong };
}
