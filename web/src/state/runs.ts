import { batch, computed, signal } from '@preact/signals';
import { asksForTheSame, chooseValues, requestOf, type RunRequest } from './layouts';
import { parameterOf, runMethods, type RunMethod } from './methods';

/** `recalled` was running when the page was left, and is asked for; `starting` has no answer yet. */
export type RunState = 'recalled' | 'starting' | 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

/** The layout of a method, as far as the page knows it. */
export interface Run {
  /** The run on the server; null before it answered. */
  id: string | null;
  state: RunState;
  stage: string;
  progress: number;
  iteration: number;
  secondsLeft: number | null;
  /** Why it failed. */
  message: string | null;
  /** Why the last wish (pause, another value, …) was not fulfilled. */
  problem: string | null;
  notes: readonly string[];
  /** What it was asked for; null while that is not known. */
  request: RunRequest | null;
}

export type Wish = 'pause' | 'resume' | 'stop' | 'perturb' | 'cancel';

/** What the wire should tell the server. */
export type Command =
  | { kind: 'start'; method: RunMethod; request: RunRequest; replaces: string | null }
  | { kind: 'wish'; method: RunMethod; id: string; wish: Wish }
  | { kind: 'set'; method: RunMethod; id: string; values: Readonly<Record<string, string>> };

export const runs = signal<ReadonlyMap<RunMethod, Run>>(new Map());
/** In the order in which they came; the wire takes them away. */
export const commands = signal<readonly Command[]>([]);

const fresh: Run = {
  id: null,
  state: 'starting',
  stage: '',
  progress: 0,
  iteration: 0,
  secondsLeft: null,
  message: null,
  problem: null,
  notes: [],
  request: null,
};

export function setRun(method: RunMethod, change: Partial<Run>): void {
  runs.value = new Map(runs.peek()).set(method, { ...(runs.peek().get(method) ?? fresh), ...change });
}

export function forgetRun(method: RunMethod): void {
  const left = new Map(runs.peek());
  left.delete(method);
  runs.value = left;
}

export function forgetRuns(): void {
  batch(() => {
    runs.value = new Map();
    commands.value = [];
  });
}

/** Looks for a run that this or another page started; nothing is computed for it. */
export function recallRun(method: RunMethod, id: string): void {
  if (runs.peek().get(method)?.id !== id) {
    setRun(method, { ...fresh, id, state: 'recalled' });
  }
}

/** Whether it computes or waits for its turn. */
export function isAtWork(run: Run | undefined): boolean {
  return run !== undefined && ['starting', 'queued', 'running'].includes(run.state);
}

/** Whether it can be told something: it has not come to its end. */
export function isOpen(run: Run | undefined): boolean {
  return isAtWork(run) || run?.state === 'paused';
}

/** Runs that compute or wait, for the bar. */
export const jobs = computed(() =>
  runMethods.flatMap((method) => {
    const run = runs.value.get(method);
    return run !== undefined && isAtWork(run) ? [{ method, run }] : [];
  }),
);

/** Starts a layout by the current settings; one of the same method that is still open gives way. `start`: a run whose positions it begins with. */
export function startRun(method: RunMethod, start: string | null = null): void {
  const request: RunRequest = start === null ? requestOf(method) : { ...requestOf(method), start };
  const before = runs.peek().get(method);
  const replaces = isOpen(before) ? (before?.id ?? null) : null;
  batch(() => {
    setRun(method, { ...fresh, request });
    say({ kind: 'start', method, request, replaces });
  });
}

export function wish(method: RunMethod, what: Wish): void {
  const id = runs.peek().get(method)?.id;
  if (id !== undefined && id !== null) {
    say({ kind: 'wish', method, id, wish: what });
  }
}

/** Chooses a value of a parameter. An open run takes it at once where the parameter allows it. */
export function changeParameter(method: RunMethod, name: string, value: string): void {
  batch(() => {
    chooseValues(method, { [name]: value });
    const run = runs.peek().get(method);
    const supervised = name !== 'supervise' || (run?.request?.parameters['supervise_by'] ?? '') !== '';
    if (run?.id && isOpen(run) && parameterOf(method, name)?.live === true && supervised) {
      say({ kind: 'set', method, id: run.id, values: { [name]: value } });
    }
  });
}

/** The open run took the values: it is now as if it had been asked for with them. */
export function valuesTaken(method: RunMethod, id: string, values: Readonly<Record<string, string>>): void {
  const run = runs.peek().get(method);
  if (run?.id === id && run.request !== null) {
    setRun(method, {
      problem: null,
      request: { ...run.request, parameters: { ...run.request.parameters, ...values } },
    });
  }
}

/** Whether the settings ask for another layout than the one that there is. */
export function needsRun(method: RunMethod): boolean {
  const run = runs.value.get(method);
  const request = run?.request ?? null;
  return request !== null && !asksForTheSame(method, request, requestOf(method));
}

function say(command: Command): void {
  commands.value = [...commands.peek(), command];
}
