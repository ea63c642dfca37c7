import { dataset, type Dataset } from '../state/dataset';
import { editCommands, editSaid, editsMade, type EditCommand } from '../state/edits';
import type { MetadataEdit } from '../state/metadataChange';
import { selection } from '../state/selection';
import { askJson, messageOf } from './http';
import { reopensAfter } from './newest';
import { oneAtATime } from './oneAtATime';

/** Tells the server of edits, one after the other: an edit and its undoing never overtake each other. */
export function watchEdits(): () => void {
  return oneAtATime(
    () => (editCommands.value.length > 0 ? makeNext : null),
    (error) => {
      editSaid.value = { text: messageOf(error), failed: true, of: selection.peek() };
    },
  );
}

async function makeNext(signal: AbortSignal): Promise<void> {
  const [command, ...later] = editCommands.peek();
  if (command !== undefined) {
    editCommands.value = later;
    await make(command, signal);
  }
}

async function make(command: EditCommand, signal: AbortSignal): Promise<void> {
  const id = dataset.peek()?.id;
  if (id === undefined || signal.aborted) {
    return;
  }
  try {
    const answer = await askJson<{ dataset: Dataset; back: MetadataEdit[] }>(
      `datasets/${encodeURIComponent(id)}/edits`,
      { method: 'PATCH', body: { edits: command.edits }, signal },
    );
    if (dataset.peek()?.id === id) {
      editsMade(command, answer.dataset, answer.back);
    }
  } catch (error) {
    if (!signal.aborted) {
      reopensAfter(error);
      editSaid.value = { text: messageOf(error), failed: true, of: selection.peek() };
    }
  }
}
