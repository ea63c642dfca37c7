import { batch, effect, untracked } from '@preact/signals';
import { colorBy, hiddenCategories, labelBy, pointColors } from './appearance';
import { axesEdited, axesReady } from './axes';
import { columns, dataset, followChanges, openedVersion, reopen, wantColumn } from './dataset';
import { coloring, legendEntries, rowsHidden } from './legend';
import { newVersionOnDisk } from './opened';
import { isRunMethod } from './methods';
import { method } from './projection';
import { startRun } from './runs';
import { searchColumn } from './search';
import { hiddenRows } from './selection';
import { nextColumn } from './sequences';
import { supervisingColumn } from './supervision';
import { currentTensor } from './workspace';

/** Keeps the state that follows from other state; returns the way to stop. */
export function startDerivations(): () => void {
  let asked: string | null = openedVersion.peek();
  const stops = [
    effect(() => {
      if (dataset.value !== null) {
        const supervising = isRunMethod(method.value) ? (supervisingColumn(method.value)?.index ?? null) : null;
        const wanted = [labelBy.value, colorBy.value, searchColumn.value, supervising, nextColumn.value].filter(
          (index) => index !== null,
        );
        batch(() => wanted.forEach(wantColumn));
      }
    }),
    effect(() => {
      const current = coloring.value;
      pointColors.value = current.kind === 'none' ? null : current.points;
    }),
    effect(() => {
      const column = colorBy.value === null ? null : (columns.value.get(colorBy.value) ?? null);
      hiddenRows.value = rowsHidden(column, legendEntries.value, hiddenCategories.value);
    }),
    effect(() => {
      // Axes that were changed are spanned at once when rows match: that is a product of matrices, nothing heavy.
      if (axesEdited.value && axesReady.value) {
        axesEdited.value = false;
        untracked(() => startRun('axes'));
      }
    }),
    effect(() => {
      // One request for each version: a file that keeps changing while it is read must not be asked for in a loop.
      if (followChanges.value && newVersionOnDisk.value && currentTensor.value?.version !== asked) {
        asked = currentTensor.peek()?.version ?? null;
        reopen();
      }
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
