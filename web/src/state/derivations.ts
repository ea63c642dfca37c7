import { batch, effect, untracked } from '@preact/signals';
import { colorBy, colorMeasure, labelBy, pointColors } from './appearance';
import { axesEdited, axesReady } from './axes';
import { dataset, openedVersion, reopen, wantColumn } from './dataset';
import { editedInfo } from './edits';
import { followsByItself, layoutToRepeat, newerVersion } from './following';
import { coloring } from './legend';
import { isRunMethod } from './methods';
import { lookedBackTo, method, shownMethod } from './projection';
import { forgetMeasurements, isMeasuring, lookForMeasurement, measurement, shownMap } from './quality';
import { startRun } from './runs';
import { searchColumn } from './search';
import { selection } from './selection';
import { nextColumn } from './sequences';
import { chosenStep, playing, playOn, showNewest, stepProblem, stopPlaying } from './steps';
import { awaitsStoredMap, chosenMap, showStoredMap } from './storedMaps';
import { supervisingColumn } from './supervision';
import { currentTensor } from './workspace';

/** Milliseconds between two steps that are played; a glide takes less. */
const playMilliseconds = 700;

/** Keeps the state that follows from other state; returns the way to stop. */
export function startDerivations(): () => void {
  let asked: string | null = openedVersion.peek();
  let measured: string | undefined = dataset.peek()?.id;
  const stops = [
    effect(() => {
      if (dataset.value !== null) {
        const supervising = isRunMethod(method.value) ? (supervisingColumn(method.value)?.index ?? null) : null;
        const edited = selection.value.length > 0 ? (editedInfo.value?.index ?? null) : null;
        const wanted = [labelBy.value, colorBy.value, searchColumn.value, supervising, nextColumn.value, edited].filter(
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
      // What was measured is of one data set.
      if (dataset.value?.id !== measured) {
        measured = dataset.value?.id;
        untracked(forgetMeasurements);
      }
    }),
    effect(() => {
      // Asking costs nothing, and a map that was measured before has its figures again after a reload.
      const [map, known] = [shownMap.value, measurement.value];
      const isOfInterest = colorMeasure.value !== null || known !== null;
      if (isOfInterest && map !== null && !map.moves && !isMeasuring(known) && known?.of !== map.of) {
        untracked(lookForMeasurement);
      }
    }),
    effect(() => {
      // Axes that were changed are spanned at once when rows match: that is a product of matrices, nothing heavy.
      if (axesEdited.value && axesReady.value) {
        axesEdited.value = false;
        untracked(() => startRun('axes'));
      }
    }),
    effect(() => {
      // What the file brings is there at once.
      if (awaitsStoredMap.value) {
        untracked(() => showStoredMap(chosenMap.peek()?.name ?? ''));
      }
    }),
    effect(() => {
      // One request for each version: a file that keeps changing while it is read must not be asked for in a loop.
      if (followsByItself.value && newerVersion.value && currentTensor.value?.version !== asked) {
        asked = currentTensor.peek()?.version ?? null;
        reopen();
      }
    }),
    effect(() => {
      const next = dataset.value;
      const repeat = layoutToRepeat.peek();
      if (repeat !== null && next?.id !== repeat.dataset) {
        untracked(() => {
          layoutToRepeat.value = null;
          if (next !== null) {
            startRun(repeat.method, repeat.start);
          }
        });
      }
    }),
    effect(() => {
      // Another layout has steps of its own.
      void shownMethod.value;
      untracked(() => {
        stopPlaying();
        showNewest();
      });
    }),
    effect(() => {
      if (!playing.value) {
        return undefined;
      }
      const timer = setInterval(() => {
        // A step that is still on its way is waited for.
        if (chosenStep.peek() === (lookedBackTo.peek()?.number ?? null) || stepProblem.peek() !== null) {
          playOn();
        }
      }, playMilliseconds);
      return () => clearInterval(timer);
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
