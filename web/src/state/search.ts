import { batch, computed, signal } from '@preact/signals';
import { RowSet } from './rowSet';
import { clearSelection, select, selection } from './selection';

export const searchText = signal('');
export const searchRegex = signal(false);
/** Index of the column that is searched; null for every column. */
export const searchColumn = signal<number | null>(null);

export type SearchState =
  { state: 'idle' } | { state: 'busy' } | { state: 'done'; rows: Int32Array } | { state: 'failed'; message: string };

export const searchResult = signal<SearchState>({ state: 'idle' });

/** Whether the matches that arrive next become the selection; false for a search that was restored with its selection. */
export const searchSelects = signal(true);

export function setSearch(change: { text?: string; regex?: boolean; column?: number | null }): void {
  batch(() => {
    searchSelects.value = true;
    searchText.value = change.text ?? searchText.peek();
    searchRegex.value = change.regex ?? searchRegex.peek();
    if (change.column !== undefined) {
      searchColumn.value = change.column;
    }
  });
}

/** Takes the matches in; all of them become the selection, as in the original. */
export function searchArrived(rows: Int32Array): void {
  batch(() => {
    searchResult.value = { state: 'done', rows };
    if (searchSelects.peek()) {
      select(rows);
    }
  });
}

/** An empty search clears its own list, and the selection if that came from it. */
export function searchEnded(): void {
  const last = searchResult.peek();
  batch(() => {
    if (last.state === 'done' && searchSelects.peek() && selection.peek().equals(RowSet.of(last.rows))) {
      clearSelection();
    }
    searchResult.value = { state: 'idle' };
  });
}

export function selectMatches(): void {
  const result = searchResult.peek();
  if (result.state === 'done') {
    select(result.rows);
  }
}

/** Whether all matches are selected, and nothing else. */
export const matchesSelected = computed(() => {
  const result = searchResult.value;
  return result.state === 'done' && selection.value.equals(RowSet.of(result.rows));
});
