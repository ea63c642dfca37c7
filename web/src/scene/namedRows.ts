import type { Frame } from './layer';
import type { PlacedRows } from './placedRows';
import { rowOnScreen } from './rowOnScreen';

/** So many rows in view compete for the room of all labels; a view has no room for more. */
const mostCandidates = 2500;
/** So many rows are looked at for each picture: a view of a few rows of a crowd is searched through, a crowd is sampled. */
const mostVisited = 200_000;
/** Prime, so that steps of it reach every row, and large, so that rows that follow each other in the file come far apart. */
const stride = 982_451_653;

/** A row in view, and how far it is from the eye. */
export interface InView {
  row: number;
  depth: number;
}

/**
 * Rows in view that could be named, nearest to the eye first. Which rows these are follows the order of a fixed walk through all of
 * them, so the same view gives the same rows, and a view that has changed a little almost the same.
 */
export function rowsToName(rows: PlacedRows, frame: Frame): InView[] {
  const found: InView[] = [];
  const visits = Math.min(rows.count, mostVisited);
  const step = stride % rows.count || 1;
  for (let visit = 0, row = 0; visit < visits && found.length < mostCandidates; visit++) {
    const at = rowOnScreen(rows, row, frame.projector, frame.glide);
    if (at !== null && at.x >= 0 && at.x <= frame.width && at.y >= 0 && at.y <= frame.height) {
      found.push({ row, depth: at.depth });
    }
    row += step;
    if (row >= rows.count) {
      row -= rows.count;
    }
  }
  return frame.viewpoint.orthographic ? found : found.sort((a, b) => a.depth - b.depth);
}
