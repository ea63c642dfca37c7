import { trust, wantedTrust, type Trust } from '../state/trust';
import { askJson, messageOf } from './http';
import { newest, pause, reopensAfter } from './newest';

/** Milliseconds that a selection must rest: walking from point to point asks for none of them. */
const restTime = 250;

/** Asks how far the neighborhoods of the selection are real. */
export function watchTrust(): () => void {
  return newest(
    () => {
      const wanted = wantedTrust.value;
      if (wanted === null) {
        return async () => {
          trust.value = { state: 'idle' };
        };
      }
      const { map, rows } = wanted;
      return async (signal) => {
        trust.value = { state: 'busy' };
        await pause(restTime, signal);
        const body = { rows: [...rows], ...(map.components === null ? {} : { components: map.components }) };
        const answer = await askJson<Trust>(`projections/${encodeURIComponent(map.run)}/trust`, {
          method: 'POST',
          body,
          signal,
        });
        if (!signal.aborted) {
          trust.value = { state: 'done', trust: answer };
        }
      };
    },
    (error) => {
      if (!reopensAfter(error)) {
        trust.value = { state: 'failed', message: messageOf(error) };
      }
    },
  );
}
