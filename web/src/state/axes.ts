import { batch, computed, signal } from '@preact/signals';
import { chooseValues, valueOf } from './layouts';

/** The ends of the two axes that a person spans, as the parameters are called. */
export const axisEnds = ['left', 'right', 'up', 'down'] as const;
export type AxisEnd = (typeof axisEnds)[number];

/** How many rows an end stands for. */
export type AxisMatches = { state: 'busy' } | { state: 'done'; count: number } | { state: 'failed'; message: string };

/** For ends that have a text. */
export const axisMatches = signal<ReadonlyMap<AxisEnd, AxisMatches>>(new Map());
/** The person changed an axis, and it is not laid out yet. */
export const axesEdited = signal(false);

/** There is something to span, and each text that there is matches rows. */
export const axesReady = computed(() => {
  const given = axisEnds.filter((end) => valueOf('axes', end) !== '');
  const matches = axisMatches.value;
  return given.length > 0 && given.every((end) => matchedRows(matches.get(end)) > 0);
});

/** Changes the searched column (`search_by`), the text of an end, or whether it is a pattern (`left_regex`). */
export function changeAxis(name: string, value: string): void {
  batch(() => {
    chooseValues('axes', { [name]: value });
    const next = new Map(axisMatches.peek());
    for (const end of axisEnds) {
      if (name === 'search_by' || name.startsWith(end)) {
        next.delete(end);
      }
    }
    axisMatches.value = next;
    axesEdited.value = true;
  });
}

/** The vectors changed: axes that are spanned are spanned in the new ones. */
export function spanAxesAgain(): void {
  axesEdited.value = axesReady.peek();
}

export function setAxisMatches(end: AxisEnd, matches: AxisMatches | null): void {
  const next = new Map(axisMatches.peek());
  if (matches === null) {
    next.delete(end);
  } else {
    next.set(end, matches);
  }
  axisMatches.value = next;
}

function matchedRows(matches: AxisMatches | undefined): number {
  return matches?.state === 'done' ? matches.count : 0;
}
