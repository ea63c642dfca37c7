import { effect } from '@preact/signals';

type Work = (signal: AbortSignal) => Promise<void>;

/**
 * Asks whenever the state that `plan` reads changes, one question at a time: what changes while an answer is on its way is asked once, when that
 * has come. So a drag shows answers on its way, which aborting each question for the next would starve. `plan` as in `newest`.
 */
export function oneAtATime(plan: () => Work | null, failed: (error: unknown) => void): () => void {
  const controller = new AbortController();
  let busy = false;
  let next: Work | null = null;
  const work = async (): Promise<void> => {
    const now = next;
    next = null;
    if (now === null || controller.signal.aborted) {
      busy = false;
      return;
    }
    try {
      await now(controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) {
        failed(error);
      }
    }
    await work();
  };
  const stop = effect(() => {
    next = plan();
    if (next !== null && !busy) {
      busy = true;
      // The first statement of the work belongs to no effect.
      void Promise.resolve().then(work);
    }
  });
  return () => {
    stop();
    controller.abort();
  };
}
