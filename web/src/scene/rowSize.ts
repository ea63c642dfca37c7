import type { Frame } from './layer';
import { flag } from './rowFlags';
import { magnification, type Viewpoint } from './viewpoint';

/** Diameters in CSS pixels between which every point stays. */
export const pointSizeLimits = { least: 2, most: 14 } as const;
/** The same where names stand for the points. */
export const textPointSize: [number, number] = [2, 3];
/** The same for the longer side of a thumbnail. */
export const spriteSizeLimits = { least: 12, most: 64 } as const;

/**
 * Diameter in CSS pixels of a point at the target's depth. Falls slowly with the number of points, so that a hundred are
 * easy to hit and a million still show their shape, and grows more slowly than the map when zooming in, so that crowds open up.
 */
export function pointSize(rows: number, viewpoint: Viewpoint): number {
  const base = 23 * Math.max(rows, 1) ** -0.16;
  return base * Math.max(magnification(viewpoint), 0.05) ** 0.45;
}

/** Longer side in CSS pixels of a thumbnail at the target's depth. */
export function spriteSize(rows: number, viewpoint: Viewpoint): number {
  const base = 130 * Math.max(rows, 1) ** -0.2;
  return base * Math.max(magnification(viewpoint), 0.05) ** 0.6;
}

/** More selected rows than this have no rings: rings about every point of a crowd would leave nothing but rings. */
export const mostRings = 2000;

/** CSS pixels of the ring about a selected row; 0 for none. Where there is none, the dimming of the other rows is enough. */
export function ringWidth(selected: number): number {
  return selected <= 100 ? 2 : selected <= mostRings ? 1 : 0;
}

/** CSS pixels of what has `size` at the target's depth; the twin in the shaders is `seenAt` in `layers/rowShader.ts`. */
function seenAt(
  size: number,
  { least, most }: { least: number; most: number },
  viewpoint: Viewpoint,
  depth: number,
): number {
  return Math.min(Math.max(viewpoint.orthographic ? size : (size * viewpoint.distance) / depth, least), most);
}

/** CSS pixels across a disc of a row, without its ring; the twin in the shaders is `diameterAt` in `layers/pointsShader.ts`. */
export function discDiameter(size: number, viewpoint: Viewpoint, depth: number, flags: number, rings: boolean): number {
  const diameter = seenAt(size, pointSizeLimits, viewpoint, depth);
  if ((flags & flag.hovered) !== 0) {
    return Math.max(diameter * 1.5, diameter + 4);
  }
  if ((flags & flag.selected) !== 0 && rings) {
    return Math.max(diameter * 1.15, 4);
  }
  return (flags & flag.neighbor) === 0 ? diameter : Math.max(diameter, 4);
}

/** CSS pixels of the longer side of a thumbnail, without its frame; the twin is `sideAt` in `layers/spritesShader.ts`. */
export function thumbnailSide(
  size: number,
  viewpoint: Viewpoint,
  depth: number,
  flags: number,
  rings: boolean,
): number {
  const side = seenAt(size, spriteSizeLimits, viewpoint, depth);
  if ((flags & flag.hovered) !== 0) {
    return Math.max(side * 1.5, 40);
  }
  return (flags & flag.selected) !== 0 && rings ? Math.max(side * 1.15, 24) : side;
}

/** How large rows are drawn at the moment: as points or as thumbnails. */
export class RowSize {
  /** @param asSprites Whether rows are drawn as thumbnails. */
  constructor(private readonly asSprites: () => boolean) {}

  /** CSS pixels from the centre of a row to its edge, with its ring; `depth` is its distance from the eye. */
  reach(rows: number, frame: Frame, depth: number, hovered: boolean): number {
    const sprites = this.asSprites();
    const size = sprites ? spriteSize(rows, frame.viewpoint) : pointSize(rows, frame.viewpoint);
    const diameter = seenAt(size, sprites ? spriteSizeLimits : pointSizeLimits, frame.viewpoint, depth);
    return (hovered ? Math.max(diameter * 1.5, diameter + 4) : diameter) / 2 + 2;
  }
}
