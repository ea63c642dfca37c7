import { nearest } from '../../state/arithmetic';
import type { Frame, Layer } from '../layer';
import { cssColor } from '../mapColors';
import type { PlacedRows } from '../placedRows';

/** The sum is marked among so many of its nearest rows. */
const among = 5;

/**
 * Marks where a sum of vectors belongs on the map: at the mean of its nearest rows. No projection is asked where it would put the
 * sum itself; among its nearest is what every projection has in common.
 */
export class SumLayer implements Layer {
  private rows: PlacedRows | null = null;

  setData(rows: PlacedRows): void {
    this.rows = rows;
  }

  drawOver(frame: Frame): void {
    const found = nearest.peek();
    const { rows } = this;
    if (found.state !== 'done' || rows === null) {
      return;
    }
    const near = found.neighbors
      .slice(0, among)
      .map(({ row }) => row)
      .filter((row) => row < rows.count && !rows.flags.isHidden(row));
    if (near.length === 0) {
      return;
    }
    const mean = [0, 1, 2].map(
      (axis) => near.reduce((sum, row) => sum + rows.coordinate(row, axis, frame.glide), 0) / near.length,
    );
    const at = frame.projector.project(mean[0] ?? 0, mean[1] ?? 0, mean[2] ?? 0);
    if (at === null) {
      return;
    }
    const { overlay, colors } = frame;
    for (const [color, width] of [
      [cssColor(colors.ground, 0.9), 4],
      [cssColor(colors.accent), 1.5],
    ] as const) {
      overlay.strokeStyle = color;
      overlay.lineWidth = width;
      overlay.beginPath();
      overlay.arc(at.x, at.y, 9, 0, 2 * Math.PI);
      for (const [dx, dy] of [
        [1, 0],
        [0, 1],
      ] as const) {
        overlay.moveTo(at.x - 13 * dx, at.y - 13 * dy);
        overlay.lineTo(at.x + 13 * dx, at.y + 13 * dy);
      }
      overlay.stroke();
    }
  }

  dispose(): void {}
}
