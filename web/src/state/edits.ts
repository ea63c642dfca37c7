import { computed, signal } from '@preact/signals';
import { labelBy } from './appearance';
import { columns, dataset, type ColumnInfo, type Dataset } from './dataset';
import { recordStep } from './history';
import { numberIn, takeMetadata, type MetadataEdit } from './metadataChange';
import { listRows } from './rowList';
import type { RowSet } from './rowSet';
import { neighbors, selection, withNeighbors } from './selection';
import { plural, whole } from './words';

/** Edits on their way to the server, one after the other. */
export interface EditCommand {
  edits: readonly MetadataEdit[];
  /** What to say when it is done. */
  said: string;
  /** Whether it can be taken back: it was not itself the taking back. */
  isStep: boolean;
}

export const editCommands = signal<readonly EditCommand[]>([]);
/** What became of the last edit, and the selection at that time: it says nothing of another one. */
export const editSaid = signal<{ text: string; failed: boolean; of: RowSet } | null>(null);

/** The name of the column that is edited; null for the one that labels the points. */
export const editBy = signal<string | null>(null);
/** A column of a new name is edited, which `newColumnName` holds. */
export const editsNewColumn = signal(false);
export const newColumnName = signal('');
export const editText = signal('');
/** Whether the listed neighbors of a selected point are edited too, as in the original. */
export const editsNeighbors = signal(true);

/** The column that is edited; null for a new one, or when there is none. */
export const editedInfo = computed<ColumnInfo | null>(() => {
  const metadata = dataset.value?.metadata ?? [];
  if (editsNewColumn.value) {
    return metadata.find(({ name }) => name === newColumnName.value.trim()) ?? null;
  }
  return (
    metadata.find(({ name }) => name === editBy.value) ??
    metadata.find(({ index }) => index === labelBy.value) ??
    metadata[0] ??
    null
  );
});

/** The rows that an edit changes: the selected ones and, if wanted, the listed neighbors. */
export const editedRows = computed(() => withNeighbors(selection.value, editsNeighbors.value ? neighbors.value : []));

/** Each value of the edited column with its number of points, the most frequent first. */
export const editedValues = computed<readonly { text: string; count: number }[]>(() => {
  const column = columns.value.get(editedInfo.value?.index ?? -1);
  if (column === undefined) {
    return [];
  }
  const counts = new Uint32Array(column.values.length);
  for (const code of column.codes) {
    if (code >= 0) {
      counts[code] = (counts[code] ?? 0) + 1;
    }
  }
  return column.values
    .map((text, code) => ({ text, count: counts[code] ?? 0 }))
    .sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
});

/** What the button would do, or why it cannot; in the words of the original where it had some. */
export const editFeedback = computed<{ text: string; canLabel: boolean }>(() => {
  const count = editedRows.value.length;
  const text = editText.value.trim();
  const info = editedInfo.value;
  if (count === 0) {
    return { text: 'Select points to tag', canLabel: false };
  }
  if (info === null && newColumnName.value.trim() === '') {
    return { text: 'Name the new column', canLabel: false };
  }
  if (text === '') {
    return { text: `${plural(count, 'point')} to tag`, canLabel: false };
  }
  if (info?.kind === 'number' && Number.isNaN(numberIn(text))) {
    return { text: 'Label must be numeric', canLabel: false };
  }
  const there = editedValues.value.find((value) => value.text === text);
  return there === undefined
    ? { text: `Tag ${whole(count)} with new label`, canLabel: true }
    : { text: `Tag ${plural(count, 'point')} as '${text}', like ${whole(there.count)} already`, canLabel: true };
});

/** Writes the text to the selection, and to its neighbors where they are meant. */
export function labelSelection(): void {
  if (editFeedback.peek().canLabel) {
    const text = editText.peek().trim();
    edit(text, `${whole(editedRows.peek().length)} labeled as '${text}'`);
  }
}

/** Takes the values of the selection away. */
export function unlabelSelection(): void {
  if (editedInfo.peek() !== null && editedRows.peek().length > 0) {
    edit(null, `${plural(editedRows.peek().length, 'value')} removed`);
  }
}

function edit(text: string | null, said: string): void {
  const column = editedInfo.peek()?.name ?? newColumnName.peek().trim();
  send({ edits: [{ column, rows: listRows(editedRows.peek()), text }], said, isStep: true });
}

function send(command: EditCommand): void {
  editSaid.value = null;
  editCommands.value = [...editCommands.peek(), command];
}

/** The server made the edits, and told what takes them back. */
export function editsMade(command: EditCommand, next: Dataset, back: readonly MetadataEdit[]): void {
  takeMetadata(next, command.edits);
  editSaid.value = { text: command.said, failed: false, of: selection.peek() };
  if (command.isStep) {
    if (editsNewColumn.peek()) {
      editsNewColumn.value = false;
      editBy.value = command.edits[0]?.column ?? null;
    }
    recordStep({
      name: 'Edited labels',
      undo: () => send({ edits: back, said: 'Taken back', isStep: false }),
      redo: () => send({ ...command, isStep: false }),
    });
  }
}
