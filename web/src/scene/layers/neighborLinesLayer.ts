import { hoveredNeighbors } from '../../state/hoveredNeighbors';
import { hoveredRow } from '../../state/selection';
import type { Frame, Layer } from '../layer';
import { cssColor } from '../mapColors';
import type { PlacedRows } from '../placedRows';
import { rowOnScreen } from '../rowOnScreen';

/** Lines from the row under the pointer to its true neighbors, wherever the projection put them: long lines are what it tore apart. */
export class NeighborLinesLayer implements Layer {
  private rows: PlacedRows | null = null;

  setData(rows: PlacedRows): void {
    this.rows = rows;
  }

  drawOver(frame: Frame): void {
    const { rows } = this;
    const near = hoveredNeighbors.peek();
    if (rows === null || near === null || near.row !== hoveredRow.peek()) {
      return;
    }
    const { overlay, colors, projector, glide } = frame;
    const from = rowOnScreen(rows, near.row, projector, glide);
    if (from === null) {
      return;
    }
    overlay.lineWidth = 1;
    near.neighbors.forEach((row, i) => {
      const to = rowOnScreen(rows, row, projector, glide);
      if (to !== null) {
        overlay.strokeStyle = cssColor(colors.ink, 0.55 - (0.35 * i) / near.neighbors.length);
        overlay.beginPath();
        overlay.moveTo(from.x, from.y);
        overlay.lineTo(to.x, to.y);
        overlay.stroke();
      }
    });
  }

  dispose(): void {}
}
