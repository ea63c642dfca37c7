import { batch, computed } from '@preact/signals';
import { dataset, type StoredMap } from './dataset';
import { chooseValues, setSettings, valueOf } from './layouts';
import { method } from './projection';
import { runs, startRun } from './runs';

/** Maps of the rows that the file brings along. */
export const storedMaps = computed<readonly StoredMap[]>(() => dataset.value?.maps ?? []);

/** The map that was chosen; the first before one was. */
export const chosenMap = computed<StoredMap | null>(
  () => storedMaps.value.find(({ name }) => name === valueOf('stored', 'map')) ?? storedMaps.value[0] ?? null,
);

/** The tab of the stored maps is open, and none of them was asked for yet. */
export const awaitsStoredMap = computed(
  () => method.value === 'stored' && chosenMap.value !== null && !runs.value.has('stored'),
);

/** Puts a map of the file on the screen: nothing is computed. */
export function showStoredMap(name: string): void {
  const map = storedMaps.peek().find((one) => one.name === name);
  if (map !== undefined) {
    batch(() => {
      chooseValues('stored', { map: name });
      setSettings('stored', { dimensions: map.dimensions });
      startRun('stored');
    });
  }
}
