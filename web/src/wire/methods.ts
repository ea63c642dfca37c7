import { batch } from '@preact/signals';
import { methods, methodsFailure, type MethodInfo } from '../state/methods';
import { reconnections } from '../state/workspace';
import { askJson, messageOf } from './http';
import { newest } from './newest';

/** Asks which methods there are, and again when the server is back: it may be another version. */
export function watchMethods(): () => void {
  return newest(
    () => {
      void reconnections.value;
      return async (signal) => {
        const answer = await askJson<MethodInfo[]>('projections', { signal });
        if (!signal.aborted) {
          batch(() => {
            methods.value = answer;
            methodsFailure.value = null;
          });
        }
      };
    },
    (error) => {
      methodsFailure.value = messageOf(error);
    },
  );
}
