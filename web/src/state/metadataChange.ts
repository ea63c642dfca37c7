import { batch, signal, type Signal } from '@preact/signals';
import { colorBy, labelBy } from './appearance';
import { columns, dataset, wantedColumns, type ColumnData, type ColumnInfo, type Dataset } from './dataset';
import { eachRow } from './rowList';
import { searchColumn, searchResult, searchSelects } from './search';

/** One change: some rows, as a list, get a text in a column, or lose theirs. */
export interface MetadataEdit {
  column: string;
  rows: string;
  text: string | null;
}

/** Counts up whenever the metadata of the open data set became other than it was. */
export const metadataChanges = signal(0);

/** What the server told of an edit, of this page or another: the data set, and the version that its metadata has now. */
export const announcedMetadata = signal<{ dataset: string; metadataVersion: string } | null>(null);

/**
 * Takes over a data set whose metadata was edited and nothing else. Columns that are here are edited here; what the edits do not
 * explain (another page edited too) is fetched anew.
 *
 * @param edits What was changed; null when that is not known.
 * @param arrived Columns as they are now, by index, where somebody fetched them before.
 */
export function takeMetadata(
  next: Dataset,
  edits: readonly MetadataEdit[] | null,
  arrived: ReadonlyMap<number, ColumnData> = new Map(),
): void {
  const open = dataset.peek();
  if (open?.id !== next.id) {
    return;
  }
  const held = columns.peek();
  const kept = new Map<number, ColumnData>(arrived);
  for (const info of edits === null ? [] : next.metadata) {
    const known = open.metadata.find(({ name }) => name === info.name);
    const before = known === undefined ? emptyColumn(info, next.rows) : held.get(known.index);
    const own = (edits ?? []).filter(({ column }) => column === info.name);
    const after = before === undefined ? undefined : editedColumn(before, info, own);
    if (after !== undefined && after.values.length === info.distinct && missingIn(after) === info.missing) {
      kept.set(info.index, after);
    }
  }
  const indexNow = (index: number): number | null =>
    next.metadata.find(({ name }) => name === open.metadata.find((column) => column.index === index)?.name)?.index ??
    null;
  const follow = (choice: Signal<number | null>, otherwise: number | null): void => {
    choice.value = (choice.peek() === null ? null : indexNow(choice.peek() ?? 0)) ?? otherwise;
  };
  batch(() => {
    // The matches change with the texts; the selection is the person's.
    searchSelects.value &&= searchResult.peek().state !== 'done';
    // Points that had no columns are called by their first.
    follow(labelBy, next.defaultLabel);
    follow(colorBy, null);
    follow(searchColumn, null);
    wantedColumns.value = new Set([...wantedColumns.peek()].map(indexNow).filter((index) => index !== null));
    columns.value = kept;
    dataset.value = next;
    metadataChanges.value += 1;
  });
}

/** A column with some of its rows changed; its values stand in order of first appearance, as the server has them. */
export function editedColumn(column: ColumnData, info: ColumnInfo, edits: readonly MetadataEdit[]): ColumnData {
  const codes = column.codes.slice();
  const values = [...column.values];
  const codeOf = new Map(values.map((value, code) => [value, code]));
  for (const { rows, text } of edits) {
    let code = text === null || text === '' ? -1 : codeOf.get(text);
    if (code === undefined) {
      code = values.push(text ?? '') - 1;
      codeOf.set(text ?? '', code);
    }
    const to = code;
    eachRow(rows, (row) => {
      codes[row] = to;
    });
  }
  const place = new Int32Array(values.length).fill(-1);
  const appeared: number[] = [];
  codes.forEach((code, row) => {
    if (code >= 0) {
      if (place[code] === -1) {
        place[code] = appeared.push(code) - 1;
      }
      codes[row] = place[code] ?? -1;
    }
  });
  return {
    info,
    codes,
    values: appeared.map((code) => values[code] ?? ''),
    numbers: Float64Array.from(appeared, (code) => column.numbers[code] ?? numberIn(values[code] ?? '')),
  };
}

/** The number that a text is, by the rule of the server: decimal, finite; NaN for anything else. */
export function numberIn(text: string): number {
  const number = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : Number.NaN;
}

function emptyColumn(info: ColumnInfo, rows: number): ColumnData {
  return { info, codes: new Int32Array(rows).fill(-1), values: [], numbers: new Float64Array() };
}

function missingIn({ codes }: ColumnData): number {
  return codes.reduce((sum, code) => sum + (code < 0 ? 1 : 0), 0);
}
