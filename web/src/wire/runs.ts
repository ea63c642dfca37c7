import { batch, computed } from '@preact/signals';
import { dataset } from '../state/dataset';
import { valueOf, type RunRequest } from '../state/layouts';
import { methods, methodTitles, runMethods, type RunMethod } from '../state/methods';
import { positionsArrived } from '../state/projection';
import { adoptValues, forgetRun, runs, setRun, type Run } from '../state/runs';
import { seenStepsArrived } from '../state/steps';
import { reconnections } from '../state/workspace';
import { askBytes, askJson, messageOf, ServerProblem } from './http';
import { newest, pause } from './newest';
import { decodePositions } from './positions';
import { askAligned } from './steps';
import { listen } from './stream';

type ServerState = 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';

/** What a stream says of its run. */
interface Said {
  state: ServerState;
  stage: string;
  progress: number;
  iteration: number;
  secondsLeft: number | null;
  message: string | null;
  /** The values in effect. */
  parameters: Readonly<Record<string, string>>;
  /** What may be changed; a run that is done and has any can go on. */
  live: readonly string[];
}

/** `GET /api/projections/{runId}` as far as the page reads it. */
interface Answer extends Said {
  id: string;
  dataset: string;
  method: string;
  notes: readonly string[];
  dimensions: 2 | 3;
  seed: number;
  spherize: boolean;
  /** What stands at the ends of each axis, for methods whose axes mean something. */
  axes?: readonly { low: string; high: string }[] | null;
}

/** Milliseconds before a stream that broke is opened again. */
const reconnectTime = 1000;

/** Follows the run of each method, wherever it was started. */
export function watchRuns(): () => void {
  const stops = runMethods.map(watchRun);
  return () => stops.forEach((stop) => stop());
}

function watchRun(method: RunMethod): () => void {
  const wanted = computed(() => {
    const [data, run] = [dataset.value?.id, runs.value.get(method)?.id];
    // A server that is back is asked again: the run may have gone on, or went with the server.
    const times = reconnections.value;
    // What a run says is compared with the defaults of its method.
    const known = methods.value !== null;
    return data === undefined || run === undefined || run === null || !known
      ? null
      : JSON.stringify([data, run, times]);
  });
  return newest(
    () => {
      if (wanted.value === null) {
        return null;
      }
      const [data, run] = JSON.parse(wanted.value) as [string, string];
      return (signal) => follow(method, data, run, signal);
    },
    (error) => {
      if (error instanceof ServerProblem && error.status === 404) {
        forgetRun(method);
      } else if (error instanceof ServerProblem && error.status === 0) {
        setRun(method, { problem: messageOf(error) });
      } else {
        setRun(method, { state: 'failed', message: messageOf(error) });
      }
    },
  );
}

async function follow(method: RunMethod, data: string, id: string, signal: AbortSignal): Promise<void> {
  const path = `projections/${encodeURIComponent(id)}`;
  const answer = await askJson<Answer>(path, { signal });
  signal.throwIfAborted();
  if (answer.dataset !== data || answer.method !== method) {
    // An address or the memory of this browser names a run of other data: it is none of this map's.
    forgetRun(method);
    return;
  }
  setRun(method, { ...progressOf(answer), notes: answer.notes, problem: null, request: requestFrom(method, answer) });
  adoptValues(method, answer.parameters);
  if (isFinal(answer.state) && answer.live.length === 0) {
    await showLast(method, answer, path, signal);
    return;
  }
  let mayGoOn = true;
  let rests = false;
  await listen(
    `${path}/stream`,
    {
      said: (text) => {
        const said = JSON.parse(text) as Said;
        mayGoOn = !isFinal(said.state) || said.live.length > 0;
        setRun(method, progressOf(said));
        adoptValues(method, said.parameters);
        const restedBefore = rests;
        rests = isFinal(said.state) && mayGoOn;
        if (rests && !restedBefore) {
          void showRest(method, path, signal);
        }
      },
      frame: (bytes) => positionsArrived(method, decodePositions(bytes, axesOf(method, answer))),
    },
    signal,
  );
  if (mayGoOn) {
    await pause(reconnectTime, signal);
  }
  await follow(method, data, id, signal);
}

/** What there is to know of a run that is done, while it is listened to because it may go on. */
async function showRest(method: RunMethod, path: string, signal: AbortSignal): Promise<void> {
  try {
    const answer = await askJson<Answer>(path, { signal });
    signal.throwIfAborted();
    setRun(method, { notes: answer.notes });
    if (answer.state === 'done') {
      await showLast(method, answer, path, signal);
    }
  } catch (error) {
    // A run that went on meanwhile (409) says so itself.
    if (!signal.aborted && !(error instanceof ServerProblem && error.status === 409)) {
      setRun(method, { problem: messageOf(error) });
    }
  }
}

/** Where the rows stand at the end; a run that failed early or was cancelled while it waited has nothing to show. */
async function showLast(method: RunMethod, answer: Answer, path: string, signal: AbortSignal): Promise<void> {
  try {
    if (answer.state === 'done') {
      const { positions, seen } = await askAligned(answer.id, null, axesOf(method, answer), signal);
      batch(() => {
        seenStepsArrived(method, answer.id, seen);
        positionsArrived(method, positions);
      });
      return;
    }
    const bytes = await askBytes(`${path}/positions`, { signal });
    signal.throwIfAborted();
    positionsArrived(method, decodePositions(bytes, axesOf(method, answer)));
  } catch (error) {
    if (answer.state === 'done' || !(error instanceof ServerProblem)) {
      throw error;
    }
  }
}

function isFinal(state: ServerState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

function progressOf({ state, stage, progress, iteration, secondsLeft, message, live }: Said): Partial<Run> {
  return { state, stage, progress, iteration, secondsLeft, message: message ?? null, live };
}

/** What the run was asked for: by this page, else what the server says of it. */
function requestFrom(method: RunMethod, answer: Answer): RunRequest {
  const { dimensions, seed, spherize } = answer;
  return runs.peek().get(method)?.request ?? { dimensions, seed, spherize, parameters: takenFrom(method, answer) };
}

/** A run that is found again: what it can take while it runs was perhaps changed by another page, and is shown as it is. */
function takenFrom(method: RunMethod, { parameters, live }: Answer): Readonly<Record<string, string>> {
  const own = live.filter((name) => name in parameters).map((name) => [name, valueOf(method, name)] as const);
  return { ...parameters, ...Object.fromEntries(own) };
}

function axesOf(method: RunMethod, { axes }: Answer): string[] {
  return [0, 1, 2].map((axis) => {
    const { low = '', high = '' } = axes?.[axis] ?? {};
    return low === '' && high === '' ? `${methodTitles[method]} ${axis + 1}` : `${low} → ${high}`;
  });
}
