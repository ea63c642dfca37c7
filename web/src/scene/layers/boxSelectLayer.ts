import type { Frame, Layer } from '../layer';
import { cssColor } from '../mapColors';

/** The rubber band while a box is drawn. */
export class BoxSelectLayer implements Layer {
  setData(): void {}

  draw({ box, overlay, colors }: Frame): void {
    if (box === null) {
      return;
    }
    const [left, top] = [Math.round(box.left), Math.round(box.top)];
    const [width, height] = [Math.round(box.right) - left, Math.round(box.bottom) - top];
    overlay.fillStyle = cssColor(colors.accent, 0.1);
    overlay.fillRect(left, top, width, height);
    overlay.strokeStyle = cssColor(colors.accent, 0.9);
    overlay.lineWidth = 1;
    overlay.strokeRect(left + 0.5, top + 0.5, Math.max(width - 1, 0), Math.max(height - 1, 0));
  }

  drawForPicking(): void {}

  dispose(): void {}
}
