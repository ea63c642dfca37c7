import { computed, effect, untracked } from '@preact/signals';
import { dataset, opening, openRequests, reopen, type Dataset } from '../state/dataset';
import { closeDataset, showDataset } from '../state/opened';
import { awaitsConfig } from '../state/remote';
import { canBeShown, currentRun, currentTensor, reconnections } from '../state/workspace';
import { askJson, ServerProblem } from './http';
import { newest, untilFinal } from './newest';
import { openingFailed } from './openingFailed';

/** `GET /api/datasets/{id}` as it comes. */
type Answer =
  | { id: string; state: 'loading'; stage: string; progress: number }
  | { id: string; state: 'failed'; message: string; remedy: string | null }
  | ({ id: string; state: 'ready' } & Dataset);

/** The tensor to open, as text, so that a workspace that came anew with the same tensor opens nothing. */
const wanted = computed<string | null>(() => {
  const run = currentRun.value;
  const tensor = currentTensor.value;
  // Nothing else is opened while the page waits for what a link wants to show, and what must be fetched first is not at the server yet.
  const isElsewhere = tensor?.isRemote === true && canBeShown(tensor);
  return run === null || tensor === null || isElsewhere || awaitsConfig.value
    ? null
    : JSON.stringify([run.name, tensor.name, canBeShown(tensor)]);
});

/** Opens the current tensor, and again when asked to; what is shown stays until the next one is ready. */
export function watchTensor(): () => void {
  return newest(() => {
    const key = wanted.value;
    void openRequests.value;
    if (key === null) {
      return null;
    }
    const [run, tensor, showable] = JSON.parse(key) as [string, string, boolean];
    return async (signal) => {
      const shown = dataset.peek();
      const same = shown !== null && shown.run === run && shown.tensor === tensor;
      if (!showable) {
        if (!same) {
          refuse();
        }
        return;
      }
      if (!same) {
        opening.value = { state: 'loading', stage: '', progress: 0 };
      }
      const version = currentTensor.peek()?.version ?? '';
      showDataset(await open(run, tensor, same, signal), version);
    };
  }, openingFailed);
}

/** Opens the tensor again once the server answers again: it may have been started anew, and questions may have failed meanwhile. */
export function watchReturn(): () => void {
  let seen = reconnections.peek();
  return effect(() => {
    if (reconnections.value !== seen) {
      seen = reconnections.value;
      untracked(reopen);
    }
  });
}

/** A tensor that the folder says cannot be shown is not asked for: its problems are the answer. */
function refuse(): void {
  const problem = currentTensor.peek()?.problems.find((one) => one.severity === 'error');
  opening.value = {
    state: 'failed',
    message: problem?.message ?? 'This tensor cannot be shown.',
    remedy: problem?.remedy ?? null,
  };
  closeDataset();
}

async function open(run: string, tensor: string, quietly: boolean, signal: AbortSignal): Promise<Dataset> {
  const first = await askJson<Answer>('datasets', { method: 'POST', body: { run, tensor }, signal });
  const answer = await untilFinal(
    first,
    {
      isFinal: (one) => one.state !== 'loading',
      show: (one) => {
        if (!quietly && one.state === 'loading') {
          opening.value = { state: 'loading', stage: one.stage, progress: one.progress };
        }
      },
      ask: (one) => askJson<Answer>(`datasets/${encodeURIComponent(one.id)}?wait=1`, { signal }),
    },
    signal,
  );
  if (answer.state !== 'ready') {
    throw new ServerProblem(
      422,
      answer.state === 'failed' ? answer.message : 'It was not opened.',
      answer.state === 'failed' ? answer.remedy : null,
    );
  }
  return answer;
}
