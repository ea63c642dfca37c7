import { dataset } from '../state/dataset';
import { hoveredNeighbors, linedNeighbors } from '../state/hoveredNeighbors';
import { hoveredRow, metric, neighborCount, neighbors, neighborsOf } from '../state/selection';
import { askJson, messageOf } from './http';
import { newest, pause } from './newest';

/** Milliseconds that the pointer must rest on a row. */
const restTime = 150;

/** Asks for the nearest rows of the one under the pointer, once it rests there. */
export function watchHoveredNeighbors(): () => void {
  return newest(
    () => {
      const id = dataset.value?.id;
      const row = hoveredRow.value;
      const distance = metric.value;
      const known =
        row !== null && row === neighborsOf.value && neighborCount.value >= linedNeighbors ? neighbors.value : [];
      if (id === undefined || row === null) {
        return async () => {
          hoveredNeighbors.value = null;
        };
      }
      if (known.length > 0) {
        const nearest = known.slice(0, linedNeighbors).map((neighbor) => neighbor.row);
        return async () => {
          hoveredNeighbors.value = { row, neighbors: nearest };
        };
      }
      const fields = new URLSearchParams({ row: String(row), count: String(linedNeighbors), metric: distance });
      return async (signal) => {
        await pause(restTime, signal);
        const answer = await askJson<{ neighbors: { row: number }[] }>(
          `datasets/${encodeURIComponent(id)}/neighbors?${fields.toString()}`,
          { signal },
        );
        if (!signal.aborted) {
          hoveredNeighbors.value = { row, neighbors: answer.neighbors.map((neighbor) => neighbor.row) };
        }
      };
    },
    (error) => {
      // The lines are an aid: the same question asked by a click says in the inspector why it has no answer.
      hoveredNeighbors.value = null;
      console.warn('The neighbors under the pointer are not known:', messageOf(error));
    },
  );
}
