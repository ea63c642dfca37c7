import { batch } from '@preact/signals';
import { dataset } from '../state/dataset';
import { metric, neighborCount, neighbors, neighborsBusy, neighborsNote, neighborsOf } from '../state/selection';
import { askJson, messageOf } from './http';
import { newest, pause, reopensAfter } from './newest';

/** Milliseconds that a slider must rest, so that dragging it does not ask for every count on the way. */
const restTime = 40;

/** A distance that is no number (it overflows, say) comes as null. */
interface Answer {
  neighbors: { row: number; distance: number | null }[];
  note: string | null;
}

export function watchNeighbors(): () => void {
  return newest(
    () => {
      const id = dataset.value?.id;
      const row = neighborsOf.value;
      const fields = new URLSearchParams({
        row: String(row),
        count: String(neighborCount.value),
        metric: metric.value,
      });
      if (id === undefined || row === null) {
        return async () => {
          neighborsBusy.value = false;
        };
      }
      return async (signal) => {
        neighborsBusy.value = true;
        if (neighbors.peek().length > 0) {
          await pause(restTime, signal);
        }
        const path = `datasets/${encodeURIComponent(id)}/neighbors?${fields.toString()}`;
        const answer = await askJson<Answer>(path, { signal });
        signal.throwIfAborted();
        batch(() => {
          neighbors.value = answer.neighbors.map((one) => ({ row: one.row, distance: one.distance ?? Number.NaN }));
          neighborsNote.value = answer.note;
          neighborsBusy.value = false;
        });
      };
    },
    (error) => {
      neighborsBusy.value = false;
      if (!reopensAfter(error)) {
        batch(() => {
          neighbors.value = [];
          neighborsNote.value = messageOf(error);
        });
      }
    },
  );
}
