import { hoveredNeighbors } from '../../state/hoveredNeighbors';
import { hoveredRow } from '../../state/selection';
import type { Frame, Layer } from '../layer';
import { cssColor } from '../mapColors';
import type { PlacedRows } from '../placedRows';

/** Lines from the row under the pointer to its true neighbors, wherever the projection put them: long lines are what it tore apart. */
export class NeighborLinesLayer implements Layer {
  private rows: PlacedRows | null = null;

  setData(rows: PlacedRows): void {
    this.rows = rows;
  }

  draw(frame: Frame): void {
    const near = hoveredNeighbors.peek();
    const from = near === null || near.row !== hoveredRow.peek() ? null : this.placeOf(near.row, frame);
    if (near === null || from === null) {
      return;
    }
    const { overlay, colors } = frame;
    overlay.lineWidth = 1;
    near.neighbors.forEach((row, i) => {
      const to = this.placeOf(row, frame);
      if (to !== null) {
        overlay.strokeStyle = cssColor(colors.ink, 0.55 - (0.35 * i) / near.neighbors.length);
        overlay.beginPath();
        overlay.moveTo(from.x, from.y);
        overlay.lineTo(to.x, to.y);
        overlay.stroke();
      }
    });
  }

  drawForPicking(): void {}

  dispose(): void {}

  private placeOf(row: number, { projector, glide }: Frame): { x: number; y: number } | null {
    const { rows } = this;
    if (rows === null || row >= rows.count || rows.flags.isHidden(row)) {
      return null;
    }
    return projector.project(
      rows.coordinate(row, 0, glide),
      rows.coordinate(row, 1, glide),
      rows.coordinate(row, 2, glide),
    );
  }
}
