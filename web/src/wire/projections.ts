import { batch, computed } from '@preact/signals';
import { dataset } from '../state/dataset';
import {
  pcaComponents,
  pcaResult,
  pcaUncentred,
  positionsArrived,
  projectionStatus,
  setComponents,
  spherize,
} from '../state/projection';
import { seenStepsArrived } from '../state/steps';
import { reconnections } from '../state/workspace';
import { askJson, messageOf, ServerProblem } from './http';
import { newest, reopensAfter, untilFinal } from './newest';
import { askAligned } from './steps';

/** `GET /api/projections/{runId}` as far as the page reads it. */
interface Run {
  id: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  stage: string;
  progress: number;
  secondsLeft: number | null;
  notes: string[];
  explainedVariance: number[] | null;
  message: string | null;
}

/** Computes PCA for the open data set, and again when spherizing or centring change; the map keeps its points meanwhile. */
export function watchPca(): () => void {
  return newest(
    () => {
      const id = dataset.value?.id;
      const body = {
        method: 'pca',
        dimensions: 3,
        seed: 42,
        spherize: spherize.value,
        parameters: pcaUncentred.value ? { centering: 'uncentred' } : {},
      };
      return id === undefined ? null : (signal) => compute(id, body, signal);
    },
    (error) => {
      if (!reopensAfter(error)) {
        projectionStatus.value = { state: 'failed', message: messageOf(error) };
      }
    },
  );
}

/** Fetches where the rows stand along the chosen components. */
export function watchPositions(): () => void {
  const wanted = computed(() => {
    const result = pcaResult.value;
    // A server that was started anew knows no earlier steps.
    const times = reconnections.value;
    return result === null ? null : JSON.stringify([result.run, pcaComponents.value, times]);
  });
  return newest(
    () => {
      if (wanted.value === null) {
        return null;
      }
      const [run, components] = JSON.parse(wanted.value) as [string, [number, number, number | null]];
      return async (signal) => {
        const { positions, seen } = await askAligned(run, components, [], signal);
        batch(() => {
          seenStepsArrived('pca', run, seen, components.join(','));
          positionsArrived('pca', positions);
        });
      };
    },
    (error) => {
      if (error instanceof ServerProblem && error.status === 404) {
        reopensAfter(error);
      } else {
        projectionStatus.value = { state: 'failed', message: messageOf(error) };
      }
    },
  );
}

async function compute(id: string, body: unknown, signal: AbortSignal): Promise<void> {
  const first = await askJson<Run>(`datasets/${encodeURIComponent(id)}/projections`, { method: 'POST', body, signal });
  const run = await untilFinal(
    first,
    {
      isFinal: ({ state }) => state !== 'queued' && state !== 'running',
      show: ({ state, stage, progress, secondsLeft, message }) => {
        if (state === 'queued') {
          projectionStatus.value = { state, message };
        } else if (state === 'running') {
          projectionStatus.value = { state, stage, progress, secondsLeft };
        }
      },
      ask: (one) => askJson<Run>(`projections/${encodeURIComponent(one.id)}?wait=1`, { signal }),
    },
    signal,
  );
  if (run.state === 'done') {
    finish(run);
  } else {
    projectionStatus.value = {
      state: 'failed',
      message: run.message ?? (run.state === 'cancelled' ? 'It was cancelled.' : 'The server did not say why.'),
    };
  }
}

function finish(run: Run): void {
  const explainedVariance = run.explainedVariance ?? [];
  const last = explainedVariance.length - 1;
  batch(() => {
    projectionStatus.value = { state: 'done', notes: run.notes };
    const [x, y, z] = pcaComponents.peek();
    if (Math.max(x, y, z ?? 0) > last && last >= 0) {
      setComponents([0, Math.min(1, last), last >= 2 ? 2 : null]);
    }
    pcaResult.value = { run: run.id, explainedVariance };
  });
}
