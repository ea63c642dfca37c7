import { computed } from '@preact/signals';
import { columns, dataset, nameOf } from './dataset';
import { labelBy } from './appearance';
import { highlightedCount, hoveredRow, selection } from './selection';
import { methodTitles } from './methods';
import { positions, shownMethod } from './projection';
import { isEndless, type Run } from './runs';
import { shownCount } from './visibility';
import { percent, plural, timeLeft, whole } from './words';

/** `Points: 8,184 | Dimension: 16`; empty before a data set is open. */
export const countsText = computed(() => {
  const data = dataset.value;
  return data === null ? '' : `Points: ${whole(data.rows)} | Dimension: ${whole(data.columns)}`;
});

/** What is selected, else what is under the pointer. */
export const selectionText = computed(() => {
  if (selection.value.length > 0) {
    return `Selected ${plural(highlightedCount.value, 'point')}`;
  }
  const row = hoveredRow.value;
  return row === null || dataset.value === null ? '' : rowName(row);
});

/** " · reading vectors · 42.0%"; nothing before the server said what it does. */
export function openingText({ stage, progress }: { stage: string; progress: number }): string {
  return stage === '' ? '' : ` · ${stage} · ${percent(progress)}`;
}

/** "covariance · 40.0% · 4 s left" */
export function workText(work: { stage: string; progress: number; secondsLeft: number | null }): string {
  const left = work.secondsLeft === null ? [] : [timeLeft(work.secondsLeft)];
  const stage = work.stage === '' ? [] : [work.stage];
  return [...stage, percent(work.progress), ...left].join(' · ');
}

/** What a run is doing: "optimisation · 42.0% · 4 s left", "waits for its turn: 2 layouts …", "paused at 42.0%". */
export function runText(run: Run): string {
  switch (run.state) {
    case 'recalled':
      return 'asking the server';
    case 'starting':
      return 'starting';
    case 'queued':
      return waitingText(run.message);
    case 'paused':
      return isEndless(run) ? 'paused' : `paused at ${percent(run.progress)}`;
    case 'running':
      return isEndless(run) ? `${run.stage} · until you stop it` : workText(run);
    default:
      return run.state;
  }
}

/** The same in a word or two, where several runs share a line. */
export function shortRunText(run: Run): string {
  if (run.state === 'queued') {
    return waitingText(null);
  }
  return run.state === 'running' ? (isEndless(run) ? 'running' : percent(run.progress)) : runText(run);
}

/** That a run has not begun, or not gone on, and why. */
export function waitingText(why: string | null): string {
  return why === null ? 'waits for its turn' : `waits for its turn: ${why}`;
}

/** The map in words, for those who do not see it. */
export const mapDescription = computed(() => {
  const data = dataset.value;
  if (data === null) {
    return 'Map: nothing is shown yet';
  }
  const where = positions.value;
  return [
    `Map of ${plural(shownCount.value, 'point')}`,
    where === null
      ? 'not laid out yet'
      : `by ${methodTitles[shownMethod.value]} in ${where.dimensions} dimensions: ${where.axes.join(', ')}`,
    selection.value.length === 0 ? 'nothing selected' : `${plural(selection.value.length, 'point')} selected`,
  ].join('; ');
});

/** The column that names the points; undefined where none does, and until it has arrived. */
export const labelColumn = computed(() => (labelBy.value === null ? undefined : columns.value.get(labelBy.value)));

/** What a row is called, by the chosen label column. */
export function rowName(row: number): string {
  const index = labelBy.value;
  if (index === null) {
    return nameOf(undefined, row);
  }
  const column = columns.value.get(index);
  return column === undefined ? '…' : nameOf(column, row);
}
