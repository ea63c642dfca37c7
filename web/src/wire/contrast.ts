import { contrast, contrastRows, type Contrast } from '../state/contrast';
import { dataset } from '../state/dataset';
import { selection } from '../state/selection';
import { askJson, messageOf } from './http';
import { newest, reopensAfter } from './newest';

/** Asks what sets the selection apart, when the person wants to know; another selection forgets the answer. */
export function watchContrast(): () => void {
  return newest(
    () => {
      const id = dataset.value?.id;
      const rows = contrastRows.value;
      if (id === undefined || rows === null || rows !== selection.value) {
        return async () => {
          contrast.value = { state: 'idle' };
        };
      }
      return async (signal) => {
        contrast.value = { state: 'busy' };
        const answer = await askJson<{ columns: Contrast[]; dimensions: Contrast[] }>(
          `datasets/${encodeURIComponent(id)}/contrast`,
          { method: 'POST', body: { rows: [...rows] }, signal },
        );
        if (!signal.aborted) {
          contrast.value = { state: 'done', ...answer };
        }
      };
    },
    (error) => {
      if (!reopensAfter(error)) {
        contrast.value = { state: 'failed', message: messageOf(error) };
      }
    },
  );
}
