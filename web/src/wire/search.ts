import { expression } from '../state/arithmetic';
import { dataset } from '../state/dataset';
import { searchArrived, searchColumn, searchEnded, searchRegex, searchResult, searchText } from '../state/search';
import { askBytes, messageOf } from './http';
import { newest, pause, reopensAfter } from './newest';

/** Milliseconds after the last keystroke before the server is asked. */
const quietTime = 120;

export function watchSearch(): () => void {
  return newest(
    () => {
      const id = dataset.value?.id;
      // A sum of names is no text to look for.
      const text = expression.value === null ? searchText.value : '';
      const fields = new URLSearchParams({ text, regex: String(searchRegex.value) });
      if (searchColumn.value !== null) {
        fields.set('column', String(searchColumn.value));
      }
      if (id === undefined) {
        return null;
      }
      return text === '' ? async () => searchEnded() : (signal) => search(id, fields, signal);
    },
    (error) => {
      if (!reopensAfter(error)) {
        searchResult.value = { state: 'failed', message: messageOf(error) };
      }
    },
  );
}

async function search(id: string, fields: URLSearchParams, signal: AbortSignal): Promise<void> {
  await pause(quietTime, signal);
  // A list that is being read stays until the next one is there.
  if (searchResult.peek().state !== 'done') {
    searchResult.value = { state: 'busy' };
  }
  const bytes = await askBytes(`datasets/${encodeURIComponent(id)}/search?${fields.toString()}`, { signal });
  if (!signal.aborted) {
    searchArrived(new Int32Array(bytes));
  }
}
