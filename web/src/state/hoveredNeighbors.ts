import { signal } from '@preact/signals';

/** So many neighbors of the row under the pointer are shown by lines. */
export const linedNeighbors = 10;

/** The row under the pointer and its nearest rows in the original space, nearest first; null while none is known. */
export const hoveredNeighbors = signal<{ row: number; neighbors: readonly number[] } | null>(null);
