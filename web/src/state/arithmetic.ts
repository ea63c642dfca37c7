import { computed, signal } from '@preact/signals';
import type { Neighbor } from './selection';
import { searchRegex, searchText } from './search';

/** A name in a sum, and the row that it stands for. */
export interface Term {
  row: number;
  name: string;
  factor: number;
}

export type Nearest =
  | { state: 'idle' }
  | { state: 'busy' }
  | { state: 'done'; terms: readonly Term[]; neighbors: readonly Neighbor[]; notes: readonly string[] }
  | { state: 'failed'; message: string };

/** What lies nearest to the sum in the search field. */
export const nearest = signal<Nearest>({ state: 'idle' });

/** The search text as a sum of vectors, or as a vector; null where it is neither, and searched for as a text. */
export const expression = computed<string | null>(() => {
  const text = searchText.value.trim();
  return !searchRegex.value && (isSum(text) || isVector(text)) ? text : null;
});

/** Signs between names stand alone: "king - man". A sign within a word makes no sum. */
function isSum(text: string): boolean {
  return /\S\s[+-]\s+\S/.test(text) || /^[+-]?\s*\d+(\.\d+)?\s*\*\s*\S/.test(text);
}

/** A row of numbers, as it is copied from a table or a list. */
function isVector(text: string): boolean {
  const parts = text.replace(/^\[|\]$/g, '').split(/[\s,;]+/);
  return parts.length > 2 && parts.every((part) => part !== '' && Number.isFinite(Number(part)));
}
