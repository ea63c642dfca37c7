import { computed } from '@preact/signals';
import { hiddenCategories } from './appearance';
import { hasBit } from './bits';
import { dataset } from './dataset';
import { passingRows } from './filters';
import { coloring, hiddenIndices } from './legend';
import { isolated } from './selection';

/** Which rows are on the map. */
export interface Visibility {
  /** A byte a row: 0 where it is shown. */
  hidden: Uint8Array;
  shown: number;
  /** How many rows of hidden categories there are, whatever else hides them. */
  byLegend: number;
}

/** What isolation, legend and filters leave on the map, joined; null while all rows are shown. */
export const visibility = computed<Visibility | null>(() => {
  const rows = dataset.value?.rows ?? 0;
  const only = isolated.value;
  const current = coloring.value;
  const gone = hiddenIndices(current, hiddenCategories.value);
  // Bits that arrive late are of the data set before.
  const passing = passingRows.value?.length === Math.ceil(rows / 8) ? passingRows.value : null;
  if (rows === 0 || (only === null && gone === null && passing === null)) {
    return null;
  }
  const hidden = new Uint8Array(rows);
  if (only !== null) {
    hidden.fill(1);
    for (const row of only) {
      hidden[row] = 0;
    }
  }
  let byLegend = 0;
  if (gone !== null && current.kind === 'categories') {
    const { indices } = current.points;
    for (let row = 0; row < rows; row++) {
      if (gone[indices[row] ?? 0] === 1) {
        hidden[row] = 1;
        byLegend++;
      }
    }
  }
  if (passing !== null) {
    for (let row = 0; row < rows; row++) {
      if (!hasBit(passing, row)) {
        hidden[row] = 1;
      }
    }
  }
  let shown = 0;
  for (const byte of hidden) {
    shown += 1 - byte;
  }
  return { hidden, shown, byLegend };
});

/** How many rows are on the map. */
export const shownCount = computed(() => visibility.value?.shown ?? dataset.value?.rows ?? 0);
