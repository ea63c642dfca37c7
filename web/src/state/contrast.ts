import { signal } from '@preact/signals';
import type { RowSet } from './rowSet';

/** Something by which the selected points differ from the others. */
export interface Contrast {
  name: string;
  /** The value that is more frequent among them; null where numbers are compared. */
  value: string | null;
  selected: number;
  others: number;
  /** Cohen's h for shares, Cohen's d for means. */
  effect: number;
}

export type ContrastState =
  | { state: 'idle' }
  | { state: 'busy' }
  | { state: 'done'; columns: readonly Contrast[]; dimensions: readonly Contrast[] }
  | { state: 'failed'; message: string };

/** What sets the selection apart, as far as it was asked for. */
export const contrast = signal<ContrastState>({ state: 'idle' });
/** The rows for which the person asked. The wire answers while they are the selection. */
export const contrastRows = signal<RowSet | null>(null);
