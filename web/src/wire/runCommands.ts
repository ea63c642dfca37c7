import { effect } from '@preact/signals';
import { dataset } from '../state/dataset';
import { changeSettled, commands, runs, setRun, valuesTaken, type Command } from '../state/runs';
import { askJson, messageOf, ServerProblem, tell } from './http';
import { pause, reopensAfter } from './newest';

/** Milliseconds in which another value of the same parameter takes the place of the one before. */
const quietTime = 120;

/** Tells the server what the person wants of the runs, one after the other, so that the newest value of a slider comes last. */
export function watchCommands(): () => void {
  const controller = new AbortController();
  let busy = false;
  const work = async (): Promise<void> => {
    if (commands.peek().every(({ kind }) => kind === 'set')) {
      // A slider that is being dragged has more values to come.
      await pause(quietTime, controller.signal);
    }
    const waiting = newestOfEach(commands.peek());
    commands.value = [];
    await waiting.reduce((last, command) => last.then(() => obey(command, controller.signal)), Promise.resolve());
    if (commands.peek().length > 0) {
      await work();
    }
  };
  const stop = effect(() => {
    if (commands.value.length > 0 && !busy) {
      busy = true;
      // Only the end of the page rejects it.
      void work()
        .catch(() => {})
        .finally(() => {
          busy = false;
        });
    }
  });
  return () => {
    stop();
    controller.abort();
  };
}

async function obey(command: Command, signal: AbortSignal): Promise<void> {
  if (signal.aborted) {
    return;
  }
  try {
    await (command.kind === 'start' ? start(command, signal) : change(command, signal));
  } catch (error) {
    if (signal.aborted) {
      return;
    }
    if (command.kind === 'start') {
      setRun(command.method, { state: 'failed', message: messageOf(error) });
      reopensAfter(error);
    } else if (runs.peek().get(command.method)?.id === command.id) {
      setRun(command.method, { problem: messageOf(error) });
    }
  }
}

async function start(command: Command & { kind: 'start' }, signal: AbortSignal): Promise<void> {
  const { method, request, replaces } = command;
  const data = dataset.peek()?.id;
  if (data === undefined || runs.peek().get(method)?.request !== request) {
    // Another data set, or a newer request of the same method, came before this one was sent.
    return;
  }
  if (replaces !== null) {
    await cancel(replaces, signal);
  }
  const answer = await askJson<{ id: string }>(`datasets/${encodeURIComponent(data)}/projections`, {
    method: 'POST',
    body: { method, ...request },
    signal,
  });
  if (runs.peek().get(method)?.request === request && dataset.peek()?.id === data) {
    setRun(method, { id: answer.id });
  }
}

async function cancel(id: string, signal: AbortSignal): Promise<void> {
  try {
    await tell(`projections/${encodeURIComponent(id)}`, { method: 'DELETE', signal });
  } catch (error) {
    // One that is gone already needs no cancelling.
    if (!(error instanceof ServerProblem && error.status === 404)) {
      throw error;
    }
  }
}

async function change(command: Exclude<Command, { kind: 'start' }>, signal: AbortSignal): Promise<void> {
  const { id, method } = command;
  const path = `projections/${encodeURIComponent(id)}`;
  if (command.kind === 'set') {
    try {
      await tell(`${path}/parameters`, { method: 'PATCH', body: command.values, signal });
      valuesTaken(method, id, command.values);
    } finally {
      changeSettled(id, command.values);
    }
    return;
  }
  await (command.wish === 'cancel' ? cancel(id, signal) : tell(`${path}/${command.wish}`, { method: 'POST', signal }));
  if (runs.peek().get(method)?.id === id) {
    setRun(method, { problem: null });
  }
}

/** Values that were changed again before they were sent are left out. */
function newestOfEach(waiting: readonly Command[]): readonly Command[] {
  const isOutdated = (command: Command, i: number): boolean => {
    const own = valueKey(command);
    return own !== null && waiting.slice(i + 1).some((later) => valueKey(later) === own);
  };
  for (const command of waiting.filter(isOutdated)) {
    if (command.kind === 'set') {
      changeSettled(command.id, command.values);
    }
  }
  return waiting.filter((command, i) => !isOutdated(command, i));
}

function valueKey(command: Command): string | null {
  return command.kind === 'set' ? JSON.stringify([command.id, Object.keys(command.values)]) : null;
}
