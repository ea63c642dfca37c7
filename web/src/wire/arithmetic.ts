import { labelBy } from '../state/appearance';
import { expression, nearest, type Term } from '../state/arithmetic';
import { dataset } from '../state/dataset';
import { metric } from '../state/selection';
import { askJson, messageOf } from './http';
import { newest, pause, reopensAfter } from './newest';

/** Milliseconds that the text must rest. */
const restTime = 150;

/** So many rows are listed. */
const listed = 20;

interface Answer {
  terms: Term[];
  neighbors: { row: number; distance: number | null }[];
  notes: string[];
}

/** Asks for what lies nearest to the sum in the search field. */
export function watchArithmetic(): () => void {
  return newest(
    () => {
      const id = dataset.value?.id;
      const text = expression.value;
      const body = { expression: text, column: labelBy.value, count: listed, metric: metric.value };
      if (id === undefined || text === null) {
        return async () => {
          nearest.value = { state: 'idle' };
        };
      }
      return async (signal) => {
        nearest.value = { state: 'busy' };
        await pause(restTime, signal);
        const answer = await askJson<Answer>(`datasets/${encodeURIComponent(id)}/nearest`, {
          method: 'POST',
          body,
          signal,
        });
        if (!signal.aborted) {
          nearest.value = {
            state: 'done',
            terms: answer.terms,
            neighbors: answer.neighbors.map(({ row, distance }) => ({ row, distance: distance ?? Number.NaN })),
            notes: answer.notes,
          };
        }
      };
    },
    (error) => {
      if (!reopensAfter(error)) {
        nearest.value = { state: 'failed', message: messageOf(error) };
      }
    },
  );
}
