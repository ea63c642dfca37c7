import { signal } from '@preact/signals';

export const searchText = signal('');
export const searchRegex = signal(false);
/** Index of the column that is searched; null for every column. */
export const searchColumn = signal<number | null>(null);

export type SearchState =
  { state: 'idle' } | { state: 'busy' } | { state: 'done'; rows: Int32Array } | { state: 'failed'; message: string };

export const searchResult = signal<SearchState>({ state: 'idle' });
