import { computed } from '@preact/signals';
import type { Method } from '../state/methods';
import { pcaComponents, shownMethod, type Components, type Positions } from '../state/projection';
import {
  chosenStep,
  seenByMethod,
  pcaAxes,
  stepArrived,
  stepProblem,
  type SeenStep,
  type StepsSeen,
} from '../state/steps';
import { percent } from '../state/words';
import { askBytes, askJson, messageOf } from './http';
import { newest } from './newest';
import { decodePositions } from './positions';

/** What a run of PCA is asked along which components; nothing for other methods. */
function queryOf(components: Components | null): string {
  return components === null ? '' : `?components=${components.filter((component) => component !== null).join(',')}`;
}

/** Where a run puts the rows, aligned to the step before, and the steps that were seen with it. */
export async function askAligned(
  run: string,
  components: Components | null,
  names: readonly string[],
  signal: AbortSignal,
): Promise<{ positions: Positions; seen: StepsSeen }> {
  const path = `projections/${encodeURIComponent(run)}/steps`;
  const query = queryOf(components);
  const [bytes, seen] = await Promise.all([
    askBytes(`${path}/positions${query}`, { signal }),
    askJson<StepsSeen>(`${path}${query}`, { signal }),
  ]);
  signal.throwIfAborted();
  const step = seen.steps.find(({ number }) => number === seen.number);
  return { positions: decodePositions(bytes, axesOf(step, components, names)), seen };
}

/** Fetches the step that was gone back to. */
export function watchStep(): () => void {
  const wanted = computed(() => {
    const number = chosenStep.value;
    const method = shownMethod.value;
    return number === null ? null : JSON.stringify([method, number, method === 'pca' ? pcaComponents.value : null]);
  });
  return newest(
    () => {
      if (wanted.value === null) {
        return null;
      }
      const [method, number, components] = JSON.parse(wanted.value) as [Method, number, Components | null];
      return (signal) => fetchStep(method, number, components, signal);
    },
    (error) => {
      stepProblem.value = messageOf(error);
    },
  );
}

async function fetchStep(
  method: Method,
  number: number,
  components: Components | null,
  signal: AbortSignal,
): Promise<void> {
  const known = seenByMethod.peek().get(method);
  if (known === undefined) {
    return;
  }
  const path = `projections/${encodeURIComponent(known.run)}/steps/${number}/positions${queryOf(components)}`;
  const bytes = await askBytes(path, { signal });
  signal.throwIfAborted();
  const step = known.steps.find((one) => one.number === number);
  stepArrived(method, number, decodePositions(bytes, axesOf(step, components, [])));
}

function axesOf(step: SeenStep | undefined, components: Components | null, names: readonly string[]): string[] {
  return components === null || step === undefined
    ? [...names]
    : pcaAxes(step, components).map(({ name, share }) => `${name} (${percent(share)})`);
}
