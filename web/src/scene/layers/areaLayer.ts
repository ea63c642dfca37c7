import type { Area } from '../area';
import type { Frame, Layer } from '../layer';
import { cssColor } from '../mapColors';

/** The line about an area while a hand draws it. */
export class AreaLayer implements Layer {
  setData(): void {}

  drawOver({ area, overlay, colors }: Frame): void {
    if (area === null) {
      return;
    }
    overlay.save();
    overlay.fillStyle = cssColor(colors.accent, 0.1);
    overlay.strokeStyle = cssColor(colors.accent, 0.9);
    overlay.lineWidth = 1;
    overlay.lineJoin = 'round';
    overlay.beginPath();
    trace(overlay, area);
    overlay.fill('nonzero');
    overlay.stroke();
    overlay.restore();
  }

  dispose(): void {}
}

function trace(overlay: CanvasRenderingContext2D, area: Area): void {
  if (area.kind === 'box') {
    // Half a pixel in, so that a hairline is one sharp pixel.
    const [left, top] = [Math.round(area.box.left), Math.round(area.box.top)];
    const [width, height] = [Math.round(area.box.right) - left, Math.round(area.box.bottom) - top];
    overlay.rect(left + 0.5, top + 0.5, Math.max(width - 1, 0), Math.max(height - 1, 0));
    return;
  }
  for (const [i, { x, y }] of area.path.entries()) {
    if (i === 0) {
      overlay.moveTo(x, y);
    } else {
      overlay.lineTo(x, y);
    }
  }
  overlay.closePath();
}
