import { batch, computed, signal } from '@preact/signals';
import { asksForTheSame, chooseValues, requestOf, sameValue, valueOf, type RunRequest } from './layouts';
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
  /** What it was asked for, with the values that it took since; null while that is not known. */
  request: RunRequest | null;
  /** The parameters that it can take as it is: while it is open, and when it is done but can go on. */
  live: readonly string[];
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
/** How many changes of a parameter are on their way; until they are answered the run may still tell an older value. */
const onTheirWay = new Map<string, number>();

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
  live: [],
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
    onTheirWay.clear();
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

/** Whether it is done and can go on from where the points stand. */
export function canGoOn(run: Run | undefined): boolean {
  return run?.state === 'done' && run.live.length > 0;
}

/** How long a layout takes, not what it is of; 0 is until it is told to stop. */
const howLong = 'iterations';
const endless = '0';

/** Whether it goes on until it is told to stop. */
export function isEndless(run: Run): boolean {
  return run.request?.parameters[howLong] === endless;
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

/** Chooses a value of a parameter. A run takes it at once where it can. */
export function changeParameter(method: RunMethod, name: string, value: string): void {
  batch(() => {
    chooseValues(method, { [name]: value });
    const run = runs.peek().get(method);
    const supervised = name !== 'supervise' || (run?.request?.parameters['supervise_by'] ?? '') !== '';
    if (run?.id && run.live.includes(name) && supervised) {
      order(method, run.id, { [name]: value });
    }
  });
}

/** Lets a run go on that is paused or done; one that did all its iterations then goes on until it is told to stop. */
export function goOn(method: RunMethod): void {
  const run = runs.peek().get(method);
  if (run?.id) {
    const most = Number(run.request?.parameters[howLong] ?? parameterOf(method, howLong)?.default ?? endless);
    if (canGoOn(run) && most > 0 && run.iteration >= most) {
      order(method, run.id, { [howLong]: endless });
    }
    wish(method, 'resume');
  }
}

/** Whether an open run goes by the value with which it began, and a new one only by the next run. */
export function waitsForNextRun(method: RunMethod, name: string): boolean {
  const run = runs.value.get(method);
  return run !== undefined && run.id !== null && isOpen(run) && !run.live.includes(name);
}

function order(method: RunMethod, id: string, values: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(values)) {
    onTheirWay.set(`${id} ${name}`, (onTheirWay.get(`${id} ${name}`) ?? 0) + 1);
  }
  say({ kind: 'set', method, id, values });
}

/** A change was answered, well or not, or never sent because a newer one took its place. */
export function changeSettled(id: string, values: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(values)) {
    const left = (onTheirWay.get(`${id} ${name}`) ?? 1) - 1;
    if (left > 0) {
      onTheirWay.set(`${id} ${name}`, left);
    } else {
      onTheirWay.delete(`${id} ${name}`);
    }
  }
}

/** The run goes by these values. What another page changed is shown here, unless this one has something else in mind. */
export function adoptValues(method: RunMethod, values: Readonly<Record<string, string>>): void {
  const run = runs.peek().get(method);
  const request = run?.request;
  if (run === undefined || request === null || request === undefined) {
    return;
  }
  const before = (name: string): string | undefined => request.parameters[name] ?? parameterOf(method, name)?.default;
  const changed = Object.entries(values).filter(
    ([name, value]) => !sameValue(before(name), value) && !onTheirWay.has(`${run.id} ${name}`),
  );
  if (changed.length > 0) {
    const shown = changed.filter(
      ([name, value]) => sameValue(valueOf(method, name), before(name)) && !(name === howLong && value === endless),
    );
    batch(() => {
      chooseValues(method, Object.fromEntries(shown));
      setRun(method, {
        request: { ...request, parameters: { ...request.parameters, ...Object.fromEntries(changed) } },
      });
    });
  }
}

/** The run took the values: it is now as if it had been asked for with them. */
export function valuesTaken(method: RunMethod, id: string, values: Readonly<Record<string, string>>): void {
  const run = runs.peek().get(method);
  if (run?.id === id && run.request !== null) {
    setRun(method, {
      problem: null,
      request: { ...run.request, parameters: { ...run.request.parameters, ...values } },
    });
  }
}

/** Whether the settings ask for another layout than the one that there is; what the run takes as it is needs no new one. */
export function needsRun(method: RunMethod): boolean {
  const run = runs.value.get(method);
  const request = run?.request ?? null;
  return request !== null && !asksForTheSame(method, request, requestOf(method), run?.live);
}

function say(command: Command): void {
  commands.value = [...commands.peek(), command];
}
