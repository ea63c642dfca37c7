import { effect, untracked } from '@preact/signals';
import { poseIsOwn, type CameraPose } from './camera';
import { dataset } from './dataset';
import { forgetSteps, recordStep, replaceStep } from './history';
import { applyView, currentView } from './opened';
import { RowSet } from './rowSet';
import type { View } from './view';

/** What a change of each part of the view is called. */
const names: Readonly<Record<keyof View, string>> = {
  run: 'Data',
  tensor: 'Data',
  label: 'Labels',
  labelling: 'Labels',
  labelSize: 'Labels',
  images: 'Images',
  color: 'Colours',
  quality: 'Colours',
  colorMode: 'Colours',
  scale: 'Colour scale',
  ownColors: 'Own colours',
  hidden: 'Legend',
  filters: 'Filter',
  spherize: 'Spherize',
  method: 'Projection',
  layouts: 'Projection settings',
  uncentred: 'Projection settings',
  components: 'Components',
  selection: 'Selection',
  isolations: 'Isolation',
  metric: 'Distance',
  neighbors: 'Neighbors',
  search: 'Search',
  regex: 'Search',
  searchColumn: 'Search',
  camera: 'Camera',
};

/** Changes of one kind within this time are one step: a drag of a slider, a word that is typed. */
const oneGesture = 1000;
/** What follows by itself (matches become the selection, the camera comes to rest on a turned map) arrives within this time. */
const echo = 1500;
/** Parts after whose change the camera moves by itself. */
const movesCamera = new Set(['Projection', 'Projection settings', 'Components', 'Spherize', 'Data']);

type Change = Partial<View>;

interface Recorded {
  name: string;
  at: number;
  before: Change;
  after: Change;
}

/**
 * Keeps what changes in the view as steps that can be taken back. Signals tell of a view when it has changed already, so a step
 * is the difference to the view before.
 *
 * @param now Milliseconds of a clock that only rises.
 */
export function recordViews(now: () => number = () => performance.now()): () => void {
  let known: View | null = null;
  let last: Recorded | null = null;
  let awaited: CameraPose | null = null;
  let applying = false;
  let version = dataset.peek()?.id;

  const apply = (change: Change): void => {
    const data = dataset.peek();
    const current = currentView.peek();
    if (data !== null && current !== null) {
      awaited = change.camera ?? null;
      last = null;
      applying = true;
      try {
        applyView({ ...current, camera: null, ...change }, data);
      } finally {
        applying = false;
      }
    }
  };
  const stepOf = ({ name, before, after }: Recorded) => ({
    name,
    undo: () => apply(before),
    redo: () => apply(after),
  });

  return effect(() => {
    const view = currentView.value;
    untracked(() => {
      const before = known;
      known = view;
      if (view === null || before === null || view.run !== before.run || view.tensor !== before.tensor) {
        last = null;
        awaited = null;
        if (before !== null) {
          forgetSteps();
        }
        return;
      }
      const isNewVersion = dataset.peek()?.id !== version;
      version = dataset.peek()?.id;
      if (applying || isNewVersion) {
        // What changes with a new version on disk is nobody's doing.
        return;
      }
      const change = difference(before, view);
      if (awaited !== null && change.after.camera !== undefined) {
        // The camera has come to where a step that was taken back had put it.
        awaited = null;
        delete change.before.camera;
        delete change.after.camera;
      }
      const name = nameOf(change);
      if (name === null) {
        return;
      }
      const at = now();
      if (last !== null && continues(last, name, at)) {
        last = {
          name: last.name,
          at,
          before: { ...change.before, ...last.before },
          after: { ...last.after, ...change.after },
        };
        replaceStep(stepOf(last));
      } else if (name !== 'Camera' || !poseIsOwn.peek()) {
        last = { name, at, ...change };
        recordStep(stepOf(last));
      }
    });
  });
}

function continues(last: Recorded, name: string, at: number): boolean {
  const passed = at - last.at;
  const follows = (name === 'Camera' && movesCamera.has(last.name)) || (name === 'Selection' && last.name === 'Search');
  return passed <= (follows ? echo : name === last.name && name !== 'Selection' ? oneGesture : -1);
}

/** What of a view changed; the first pose that the camera takes is nobody's doing. */
function difference(before: View, after: View): { before: Change; after: Change } {
  const was: Record<string, unknown> = {};
  const is: Record<string, unknown> = {};
  for (const key of Object.keys(names) as (keyof View)[]) {
    const first = key === 'camera' && before.camera === null;
    if (!first && !same(before[key], after[key])) {
      was[key] = before[key];
      is[key] = after[key];
    }
  }
  return { before: was, after: is };
}

/** Compares rows by themselves: a million of them as text would be felt. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) {
    return true;
  }
  if (a instanceof RowSet && b instanceof RowSet) {
    return a.equals(b);
  }
  if (isList(a) && isList(b)) {
    return a.length === b.length && Array.prototype.every.call(a, (value, i) => same(value, b[i]));
  }
  return typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b);
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || value instanceof Int32Array;
}

function nameOf({ before, after }: { before: Change; after: Change }): string | null {
  const keys = Object.keys(after) as (keyof View)[];
  const main = keys.find((key) => key !== 'camera') ?? keys[0];
  if (main === 'filters') {
    return filterName(before.filters ?? [], after.filters ?? []);
  }
  return main === undefined ? null : names[main];
}

/** Filters of different columns are different steps, however soon one follows the other. */
function filterName(before: View['filters'], after: View['filters']): string {
  const changed = new Set(
    [...before, ...after].map(({ column }) => column).filter((column) => !same(of(before, column), of(after, column))),
  );
  const [only] = changed;
  return only === undefined || changed.size > 1 ? names.filters : `${names.filters} of ${only}`;
}

function of(filters: View['filters'], column: string): unknown {
  return filters.find((one) => one.column === column);
}
