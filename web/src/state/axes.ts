import { batch, computed, signal } from '@preact/signals';
import { chooseValues, layoutSettings, setSettings, valueOf } from './layouts';
import { countRows, listRows } from './rowList';
import { selection } from './selection';

/** The ends of the axes that a person spans, as the parameters are called; the last two are of the Z axis. */
export const axisEnds = ['left', 'right', 'up', 'down', 'near', 'far'] as const;
export type AxisEnd = (typeof axisEnds)[number];

/** How many rows an end stands for. */
export type AxisMatches = { state: 'busy' } | { state: 'done'; count: number } | { state: 'failed'; message: string };

/** For ends that have a text. */
export const axisMatches = signal<ReadonlyMap<AxisEnd, AxisMatches>>(new Map());
/** The person changed an axis, and it is not laid out yet. */
export const axesEdited = signal(false);

/** Why the selection could not be taken for an end. */
export const axisProblem = signal<string | null>(null);

/** A longer list of rows is more than the server takes in one request. */
const longestList = 1_000_000;

/** The ends of the axes that are spanned: those of the Z axis only where there is one. */
export const endsInUse = computed<readonly AxisEnd[]>(() =>
  layoutSettings.value.axes.dimensions === 3 ? axisEnds : axisEnds.slice(0, 4),
);

/** How many rows were chosen for an end; 0 where a text stands for it. */
export function chosenRows(end: AxisEnd): number {
  return countRows(valueOf('axes', rowsOf(end)));
}

/** There is something to span, and each text that there is matches rows. */
export const axesReady = computed(() => {
  const given = endsInUse.value.filter((end) => chosenRows(end) > 0 || valueOf('axes', end) !== '');
  const matches = axisMatches.value;
  return given.length > 0 && given.every((end) => chosenRows(end) > 0 || matchedRows(matches.get(end)) > 0);
});

/** Has an end stand for the selected rows, in the place of a text. */
export function takeSelection(end: AxisEnd): void {
  const list = listRows(selection.peek());
  if (list.length > longestList) {
    axisProblem.value = 'These are too many separate points for one end. Select fewer, or find them by a text.';
  } else if (list !== '') {
    changeAxis(rowsOf(end), list);
  }
}

/** Leaves an end open again. */
export function clearEnd(end: AxisEnd): void {
  batch(() => {
    changeAxis(rowsOf(end), '');
    changeAxis(end, '');
  });
}

/** Adds the Z axis, or takes it away. Without ends there is nothing to span along it yet. */
export function setZAxis(there: boolean): void {
  batch(() => {
    setSettings('axes', { dimensions: there ? 3 : 2 });
    const spanned = (['near', 'far'] as const).some((end) => chosenRows(end) > 0 || valueOf('axes', end) !== '');
    axesEdited.value ||= !there || spanned;
  });
}

/** Changes the searched column (`search_by`), the text of an end, whether it is a pattern (`left_regex`) or its rows (`left_rows`). */
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
    axisProblem.value = null;
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

function rowsOf(end: AxisEnd): string {
  return `${end}_rows`;
}

function matchedRows(matches: AxisMatches | undefined): number {
  return matches?.state === 'done' ? matches.count : 0;
}
