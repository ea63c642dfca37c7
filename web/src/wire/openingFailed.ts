import { dataset, opening } from '../state/dataset';
import { closeDataset } from '../state/opened';
import { currentRun, currentTensor } from '../state/workspace';
import { remedyOf } from './http';

/** The chosen tensor could not be opened: says why, and shows no other in its place. */
export function openingFailed(error: unknown): void {
  const shown = dataset.peek();
  if (shown?.run !== currentRun.peek()?.name || shown?.tensor !== currentTensor.peek()?.name) {
    closeDataset();
  }
  opening.value = {
    state: 'failed',
    message: error instanceof Error ? error.message : String(error),
    remedy: remedyOf(error),
  };
}
