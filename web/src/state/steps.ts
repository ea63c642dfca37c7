import { batch, computed, signal } from '@preact/signals';
import { dataset } from './dataset';
import { isRunMethod, type Method } from './methods';
import { goBackTo, lookedBackTo, pcaComponents, shownMethod, type Components, type Positions } from './projection';
import { isAtWork, runs } from './runs';
import { whole } from './words';

/** One version of the tensor that was looked at. Mirrors `GET /api/projections/{id}/steps` (docs/api.md). */
export interface SeenStep {
  /** Counts the versions that were seen, from 1. */
  number: number;
  dataset: string;
  /** The training step, where the checkpoint tells it. */
  step: number | null;
  /** When the vectors were written. */
  written: string | null;
  /** [d, d] row-major: row i says where axis i of the layout points to on the map. */
  rotation: readonly number[];
  /** The share of the variance along each axis of the map, for PCA. */
  shares: readonly number[] | null;
}

/** The versions that were seen through one layout, as far as the server keeps them. */
export interface StepsSeen {
  /** Tells the history from those of other layouts. */
  history: string;
  /** Which of them the newest run laid out. */
  number: number;
  seen: number;
  /** 1 when all are kept, 2 when every second one is. */
  every: number;
  /** Why the history began anew. */
  note: string | null;
  steps: readonly SeenStep[];
}

/** The history of each layout, and the run and components by which the server finds it. */
export const seenByMethod = signal<ReadonlyMap<Method, StepsSeen & { run: string; along: string }>>(new Map());
/** Whether the steps of a training are drawn to one scale, so that their sizes compare; else each fills the window. */
export const sameScale = signal(true);
/** The number of the step that was gone back to; null for the newest. */
export const chosenStep = signal<number | null>(null);
export const playing = signal(false);
/** Why a step could not be shown. */
export const stepProblem = signal<string | null>(null);

/** The history of the layout on the map. */
export const seenSteps = computed(() => seenByMethod.value.get(shownMethod.value) ?? null);

/** The step on the map; null before there is a history. */
export const stepOnMap = computed<SeenStep | null>(() => {
  const number = lookedBackTo.value?.number ?? seenSteps.value?.number;
  return seenSteps.value?.steps.find((step) => step.number === number) ?? null;
});

/** The newest step that was laid out. */
export const newestStep = computed<SeenStep | null>(
  () => seenSteps.value?.steps.find((step) => step.number === seenSteps.value?.number) ?? null,
);

/** The steps whose sizes compare: those of one history along the same components. Null while a layout is still taking shape. */
export const comparedSteps = computed<string | null>(() => {
  const shown = shownMethod.value;
  const seen = seenSteps.value;
  return seen === null || (isRunMethod(shown) && isAtWork(runs.value.get(shown)))
    ? null
    : `${seen.history} ${seen.along}`;
});

/** @param along The components that were asked for; empty where a layout has none. */
export function seenStepsArrived(method: Method, run: string, seen: StepsSeen, along = ''): void {
  batch(() => {
    seenByMethod.value = new Map(seenByMethod.peek()).set(method, { ...seen, run, along });
    // What was thinned out meanwhile cannot be looked at any more.
    if (chosenStep.peek() !== null && !seen.steps.some(({ number }) => number === chosenStep.peek())) {
      showNewest();
    }
  });
}

/** Goes to a step by its place in the list; the last one is the newest, which follows what comes. */
export function chooseStep(index: number): void {
  const steps = seenSteps.peek()?.steps ?? [];
  const step = steps[Math.max(0, Math.min(steps.length - 1, index))];
  if (step === undefined || index >= steps.length - 1) {
    showNewest();
  } else {
    chosenStep.value = step.number;
  }
}

export function stepArrived(method: Method, number: number, at: Positions): void {
  if (chosenStep.peek() === number && shownMethod.peek() === method) {
    batch(() => {
      stepProblem.value = null;
      goBackTo({ method, number, positions: at });
    });
  }
}

export function showNewest(): void {
  batch(() => {
    chosenStep.value = null;
    stepProblem.value = null;
    goBackTo(null);
  });
}

/** Plays the steps from the one on the map, or from the first when that is the last. */
export function play(): void {
  batch(() => {
    if (chosenStep.peek() === null) {
      chooseStep(0);
    }
    playing.value = true;
  });
}

export function stopPlaying(): void {
  playing.value = false;
}

/** Where the chosen step stands in the list. */
export const stepIndex = computed(() => {
  const steps = seenSteps.value?.steps ?? [];
  const at = steps.findIndex((step) => step.number === chosenStep.value);
  return at < 0 ? steps.length - 1 : at;
});

/** One step on; the end of the list ends the play. */
export function playOn(): void {
  const last = (seenSteps.peek()?.steps.length ?? 0) - 1;
  const next = stepIndex.peek() + 1;
  batch(() => {
    chooseStep(next);
    if (next >= last) {
      playing.value = false;
    }
  });
}

/** Nothing is known of any step: another tensor, other rows. */
export function forgetSeenSteps(): void {
  batch(() => {
    seenByMethod.value = new Map();
    playing.value = false;
    showNewest();
  });
}

/** "Step 1,200", else "Version 3". */
export function stepName({ step, number }: { step: number | null; number: number }): string {
  return step === null ? `Version ${whole(number)}` : `Step ${whole(step)}`;
}

/** Whether an axis of the map by PCA is none of its components, since it was aligned. */
export const axesAreTurned = computed(() => {
  const step = shownMethod.value === 'pca' ? stepOnMap.value : null;
  return step !== null && pcaAxes(step, pcaComponents.value).some(({ name }) => name.startsWith('Axis'));
});

/** Neighbors are those of the open version of the vectors, whichever step the map shows. */
export const stepOfNeighbors = computed<string | null>(() => {
  const data = dataset.value;
  const now = seenSteps.value;
  const of = now?.steps.find((step) => step.dataset === data?.id) ?? null;
  if (data === null || now === null || (now.steps.length < 2 && of !== null)) {
    return null;
  }
  const name = of === null ? 'the newest version' : stepName(of).toLowerCase();
  const shown = stepOnMap.value;
  return shown === null || shown === of ? `At ${name}` : `At ${name}; the map shows ${stepName(shown).toLowerCase()}`;
});

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** "10:31:05" */
export function stepTime({ written }: { written: string | null }): string | null {
  return written === null ? null : clock.format(new Date(written));
}

/** "every 2nd of 431 steps is kept" */
export const thinnedText = computed(() => {
  const now = seenSteps.value;
  if (now === null || now.every === 1) {
    return null;
  }
  const last = now.every % 10;
  const ending = last === 2 ? 'nd' : 'th';
  return `Every ${now.every}${ending} of ${whole(now.seen)} steps is kept`;
});

/**
 * What the axes of PCA are called. An aligned map is turned within its components: an axis that is still one of them keeps its name, another has none but
 * its share of the variance.
 */
export function pcaAxes(step: SeenStep, shown: Components): { name: string; share: number }[] {
  const components = shown.filter((component) => component !== null);
  const d = components.length;
  return components.map((_, axis) => {
    const pointsTo = components.findIndex((__, i) => Math.abs(step.rotation[i * d + axis] ?? 0) > 0.9995);
    const component = components[pointsTo];
    return {
      name: component === undefined ? `Axis ${axis + 1}` : `PC ${component + 1}`,
      share: step.shares?.[axis] ?? 0,
    };
  });
}
