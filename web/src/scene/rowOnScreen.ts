import type { PlacedRows } from './placedRows';
import type { Projector, ScreenPoint } from './projecting';

/** Where a row is drawn at this moment of a glide, also beside the view; null behind the eye, for a hidden row and for none that there is. */
export function rowOnScreen(rows: PlacedRows, row: number, projector: Projector, glide: number): ScreenPoint | null {
  return row < 0 || row >= rows.count || rows.flags.isHidden(row)
    ? null
    : projector.project(rows.coordinate(row, 0, glide), rows.coordinate(row, 1, glide), rows.coordinate(row, 2, glide));
}
