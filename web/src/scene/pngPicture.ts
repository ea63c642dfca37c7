import type { PictureRequest } from '../state/picture';
import { cssColor, type Rgb } from './mapColors';
import type { Moment, Painter } from './painter';
import { drawLegend, pictureLegend } from './pictureLegend';
import type { Stage } from './stage';
import { withoutGround } from './transparency';

const black: Rgb = [0, 0, 0];
const white: Rgb = [1, 1, 1];

/** The largest multiple that the graphics card can draw a map of this size at. */
export function largestMultiple(stage: Stage, width: number, height: number): number {
  const gl = stage.renderer.getContext();
  const [w = 0, h = 0] = gl.getParameter(gl.MAX_VIEWPORT_DIMS) as Int32Array;
  const side = Math.min(
    gl.getParameter(gl.MAX_RENDERBUFFER_SIZE) as number,
    gl.getParameter(gl.MAX_TEXTURE_SIZE) as number,
  );
  return Math.min(Math.min(w, side) / width, Math.min(h, side) / height);
}

/** Paints the map anew at the wanted size. The map on the page has to be painted again afterwards. */
export function pngOf(stage: Stage, painter: Painter, moment: Moment, request: PictureRequest): HTMLCanvasElement {
  const { width, height } = moment;
  const picture = document.createElement('canvas');
  picture.width = Math.round(width * request.multiple);
  picture.height = Math.round(height * request.multiple);
  const context = picture.getContext('2d', { willReadFrequently: request.transparent });
  if (context === null) {
    throw new Error('The browser has no memory for a picture of this size.');
  }
  painter.fit(width, height, request.multiple);
  const paintedOn = (ground?: Rgb): void => {
    painter.paintWhole(moment, ground);
    context.drawImage(stage.canvas, 0, 0);
  };
  if (request.transparent) {
    paintedOn(white);
    const onWhite = context.getImageData(0, 0, picture.width, picture.height);
    paintedOn(black);
    const onBlack = context.getImageData(0, 0, picture.width, picture.height);
    withoutGround(onBlack.data, onWhite.data);
    context.putImageData(onBlack, 0, 0);
  } else {
    paintedOn();
  }
  context.drawImage(stage.overlay.canvas, 0, 0);
  const legend = request.legend ? pictureLegend() : null;
  if (legend !== null) {
    const { font, ink, ground } = painter.mapColors;
    context.setTransform(request.multiple, 0, 0, request.multiple, 0, 0);
    drawLegend(context, legend, {
      height,
      font,
      ink: cssColor(ink),
      ground: request.transparent ? null : cssColor(ground, 0.8),
    });
  }
  return picture;
}
