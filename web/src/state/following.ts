import { batch, computed, signal } from '@preact/signals';
import { dataset, followChanges, reopen } from './dataset';
import type { RunMethod } from './methods';
import { newVersionOnDisk } from './opened';
import { shownMethod } from './projection';
import { isOpen, runs, wish } from './runs';
import { canBeShown, currentRun, currentTensor, workspace } from './workspace';

/** The newest version on disk cannot be shown: why. What is on the map stays. */
export const brokenVersion = computed<string | null>(() => {
  const data = dataset.value;
  if (data === null || workspace.value === null) {
    return null;
  }
  const [run, tensor] = [currentRun.value, currentTensor.value];
  const shown = run === null || (run.name === data.run && (tensor === null || tensor.name === data.tensor));
  if (!shown || (tensor !== null && canBeShown(tensor))) {
    return null;
  }
  const found = [...(tensor?.problems ?? []), ...(run?.problems ?? []), ...workspace.value.problems];
  return found.find((one) => one.severity === 'error')?.message ?? `"${data.tensor}" is not on the disk any more.`;
});

/** A newer version that can be shown is on disk. */
export const newerVersion = computed(() => newVersionOnDisk.value && brokenVersion.value === null);

/** A layout that takes its time is on the map or on its way: it is not computed anew unasked. */
export const heavyLayout = computed<RunMethod | null>(() => {
  const open = (['tsne', 'umap'] as const).find((method) => isOpen(runs.value.get(method)));
  const shown = shownMethod.value;
  return open ?? (shown === 'tsne' || shown === 'umap' ? shown : null);
});

/** Whether a new version is shown without being asked for. */
export const followsByItself = computed(() => followChanges.value && heavyLayout.value === null);

/** The layout that is to go on with the next version, from where its points are. */
export const layoutToRepeat = signal<{ method: RunMethod; start: string | null; dataset: string } | null>(null);

/** Shows the version on disk, and lays it out by the method on the map, beginning where the points are. */
export function layOutNewVersion(): void {
  const [method, data] = [heavyLayout.peek(), dataset.peek()];
  batch(() => {
    if (method !== null && data !== null) {
      if (isOpen(runs.peek().get(method))) {
        // Its positions stay, and are where the next one begins.
        wish(method, 'stop');
      }
      layoutToRepeat.value = { method, start: runs.peek().get(method)?.id ?? null, dataset: data.id };
    }
    reopen();
  });
}
