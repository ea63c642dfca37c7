import { effect } from '@preact/signals';
import { reopen } from '../state/dataset';
import { ServerProblem } from './http';

/**
 * Asks anew whenever the state that `plan` reads changes; only the newest question counts, and the answers of older ones die.
 * `plan` reads signals and returns what to do, or null for nothing; what it returns must not read signals for tracking.
 */
export function newest(plan: () => ((signal: AbortSignal) => Promise<void>) | null, failed: (error: unknown) => void) {
  return effect(() => {
    const work = plan();
    if (work === null) {
      return undefined;
    }
    const controller = new AbortController();
    void run(work, controller.signal, failed);
    return () => controller.abort();
  });
}

async function run(
  work: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): Promise<void> {
  try {
    // The first statement of the work belongs to no effect: it runs after the plan's tracking has ended.
    await Promise.resolve();
    if (!signal.aborted) {
      await work(signal);
    }
  } catch (error) {
    if (!signal.aborted) {
      failed(error);
    }
  }
}

/** A data set that was lost again within this time, in milliseconds, is an error to show instead of a reason to open it again. */
const patience = 5000;
let lastReopened = Number.NEGATIVE_INFINITY;

/** A data set that the server no longer knows (it was restarted) is opened again; true when that is what happened. */
export function reopensAfter(error: unknown): boolean {
  const now = performance.now();
  const lost = error instanceof ServerProblem && error.status === 404 && now - lastReopened > patience;
  if (lost) {
    lastReopened = now;
    reopen();
  }
  return lost;
}

/** Resolves after a pause; rejects when the signal is aborted meanwhile. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}

/** A server that answers at once in spite of `?wait=` is not asked more often than this, in milliseconds. */
const shortestWait = 50;

/** Asks again and again until an answer is final; each answer on the way is shown. */
export async function untilFinal<T>(
  answer: T,
  {
    isFinal,
    show,
    ask,
  }: { isFinal: (answer: T) => boolean; show: (answer: T) => void; ask: (answer: T) => Promise<T> },
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  if (isFinal(answer)) {
    return answer;
  }
  show(answer);
  const [next] = await Promise.all([ask(answer), pause(shortestWait, signal)]);
  return untilFinal(next, { isFinal, show, ask }, signal);
}
