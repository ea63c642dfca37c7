/** Which pixels of a small picture are there: alpha of each, [height, width]; 0 where there is nothing. */
export interface AlphaMask {
  alpha: Uint8Array;
  width: number;
  height: number;
}

/**
 * How far a place of a picture is from its nearest pixel that is there; infinity where none is.
 *
 * @param x From the left of the picture, as it is drawn `width` wide; may lie beside it.
 */
export function gapToPixels(mask: AlphaMask, x: number, y: number, width: number, height: number): number {
  const [cellWidth, cellHeight] = [width / mask.width, height / mask.height];
  let least = Infinity;
  for (let row = 0, at = 0; row < mask.height; row++) {
    const dy = beside(y, row * cellHeight, cellHeight);
    for (let column = 0; column < mask.width; column++, at++) {
      if (mask.alpha[at] !== 0) {
        least = Math.min(least, Math.hypot(beside(x, column * cellWidth, cellWidth), dy));
      }
    }
  }
  return least;
}

/** How far a value is outside of the run of `length` from `start`. */
function beside(value: number, start: number, length: number): number {
  return Math.max(start - value, value - start - length, 0);
}
