import { neighbors, selection } from '../state/selection';
import { mostRings } from './rowSize';

/** The few rows that stand out: selected ones unless they are a crowd, and neighbors. They are drawn whatever else is left out. */
export function emphasizedRows(): number[] {
  const selected = selection.peek();
  return [...(selected.length <= mostRings ? selected : []), ...neighbors.peek().map(({ row }) => row)];
}
