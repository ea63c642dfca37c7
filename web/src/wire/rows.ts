import { dataset } from '../state/dataset';
import { neighborsOf, rowCard, rowCardFailure, type RowCard } from '../state/selection';
import { askJson, messageOf } from './http';
import { newest, reopensAfter } from './newest';

/** Fetches all that is known of the one selected row. */
export function watchRow(): () => void {
  return newest(
    () => {
      const id = dataset.value?.id;
      const row = neighborsOf.value;
      if (id === undefined || row === null) {
        return null;
      }
      return async (signal) => {
        const card = await askJson<RowCard>(`datasets/${encodeURIComponent(id)}/rows/${row}`, { signal });
        if (!signal.aborted) {
          rowCardFailure.value = null;
          rowCard.value = card;
        }
      };
    },
    (error) => {
      if (!reopensAfter(error)) {
        rowCardFailure.value = messageOf(error);
      }
    },
  );
}
