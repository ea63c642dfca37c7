import { computed, signal } from '@preact/signals';
import { dataset } from './dataset';
import { shownMap, type ShownMap } from './quality';
import type { RowSet } from './rowSet';
import { selection } from './selection';
import { percent, whole } from './words';

/** How far the neighborhoods of the selection are real. Mirrors `POST /api/projections/{id}/trust` (docs/api.md). */
export interface Trust {
  k: number;
  metric: string;
  selected: number;
  measured: number;
  kept: number;
  trueInside: number;
  shownInside: number;
  falseInside: number | null;
  notes: readonly string[];
}

export type TrustState =
  { state: 'idle' } | { state: 'busy' } | { state: 'done'; trust: Trust } | { state: 'failed'; message: string };

export const trust = signal<TrustState>({ state: 'idle' });
/** The rows for which the person asked, where that takes its time. */
export const trustRows = signal<RowSet | null>(null);

/** So many products of numbers are a matter of tenths of a second: no need to ask first. */
const cheap = 4e9;
const mostMeasured = 1000;

/** Whether the answer takes so little that nobody needs to ask for it. */
export const isTrustCheap = computed(() => {
  const data = dataset.value;
  const rows = Math.min(selection.value.length, mostMeasured);
  return data !== null && rows * data.rows * data.columns <= cheap;
});

/** What should be measured now; null for nothing. A map on its way is asked for when it rests. */
export const wantedTrust = computed<{ map: ShownMap; rows: RowSet } | null>(() => {
  const [map, rows] = [shownMap.value, selection.value];
  const isWanted = rows.length > 0 && (isTrustCheap.value || trustRows.value === rows);
  return map === null || map.moves || !isWanted ? null : { map, rows };
});

/** The finding in plain sentences. */
export function trustText({ k, selected, kept, trueInside, falseInside }: Trust): string {
  if (selected === 1) {
    return `Of its ${whole(k)} nearest points on the map, ${percent(kept)} are truly among its ${whole(k)} nearest.`;
  }
  return [
    `Of the ${whole(k)} nearest points on the map of each, ${percent(kept)} are truly among its ${whole(k)} nearest.`,
    `${percent(trueInside)} of their true nearest are selected too.`,
    falseInside === null
      ? 'On the map none of them is near another.'
      : `${percent(falseInside)} of the neighbors that the map shows within the selection are false.`,
  ].join(' ');
}
