import type { SpriteInfo } from './dataset';

/** How thumbnails lie in a sprite image: row by row from the top left, as many in a line as fit. */
export interface SpriteGrid {
  columns: number;
  rows: number;
  thumbnailWidth: number;
  thumbnailHeight: number;
}

/** A part of the image of whole thumbnails that fits into one texture. */
export interface SpriteTile {
  /** In thumbnails. */
  firstColumn: number;
  firstRow: number;
  columns: number;
  rows: number;
}

export function gridOf(info: SpriteInfo): SpriteGrid {
  return {
    columns: Math.floor(info.imageWidth / info.thumbnailWidth),
    rows: Math.floor(info.imageHeight / info.thumbnailHeight),
    thumbnailWidth: info.thumbnailWidth,
    thumbnailHeight: info.thumbnailHeight,
  };
}

/** Number of thumbnails; rows beyond it have none. */
export function capacityOf(grid: SpriteGrid): number {
  return grid.columns * grid.rows;
}

/** Longest side of a thumbnail on the card of a point, in pixels of a dense display. */
const longestSide = 512;

/** A grid of the same thumbnails with so many pixels that no side is longer than a card needs and all together are at most `mostPixels`. */
export function fittedGrid(grid: SpriteGrid, mostPixels: number): SpriteGrid {
  const { columns, rows, thumbnailWidth: width, thumbnailHeight: height } = grid;
  const all = columns * width * rows * height;
  const scale = Math.min(1, longestSide / Math.max(width, height), Math.sqrt(mostPixels / all));
  const fitted = (side: number): number => (scale === 1 ? side : Math.max(1, Math.floor(side * scale)));
  return { columns, rows, thumbnailWidth: fitted(width), thumbnailHeight: fitted(height) };
}

/** Cuts a grid into textures of at most `largest` pixels a side. */
export function tilesOf(grid: SpriteGrid, largest: number): SpriteTile[] {
  const across = Math.floor(largest / grid.thumbnailWidth);
  const down = Math.floor(largest / grid.thumbnailHeight);
  const tiles: SpriteTile[] = [];
  if (across === 0 || down === 0) {
    return tiles;
  }
  for (let firstRow = 0; firstRow < grid.rows; firstRow += down) {
    for (let firstColumn = 0; firstColumn < grid.columns; firstColumn += across) {
      const columns = Math.min(across, grid.columns - firstColumn);
      const rows = Math.min(down, grid.rows - firstRow);
      tiles.push({ firstColumn, firstRow, columns, rows });
    }
  }
  return tiles;
}

/** Which of the parts of a grid has the thumbnail of a row; −1 for none. */
export function tileOf(sheet: { grid: SpriteGrid; tiles: readonly { tile: SpriteTile }[] }, row: number): number {
  const column = row % sheet.grid.columns;
  const line = Math.floor(row / sheet.grid.columns);
  return sheet.tiles.findIndex(
    ({ tile }) =>
      column >= tile.firstColumn &&
      column < tile.firstColumn + tile.columns &&
      line >= tile.firstRow &&
      line < tile.firstRow + tile.rows,
  );
}

/**
 * What thumbnails are made of. Drawings in gray on an even ground, such as handwritten digits, are drawn as ink in the colour
 * of their point; anything else is shown as it is.
 */
export type SpriteKind = 'picture' | 'darkInk' | 'lightInk';

/** Tells the kind from RGBA pixels of some thumbnails. */
export function kindOf(pixels: Uint8ClampedArray): SpriteKind {
  let seen = 0;
  let colored = 0;
  let dark = 0;
  let light = 0;
  for (let i = 0; i < pixels.length; i += 4) {
    const [r, g, b, a] = [pixels[i] ?? 0, pixels[i + 1] ?? 0, pixels[i + 2] ?? 0, pixels[i + 3] ?? 0];
    if (a < 32) {
      continue;
    }
    seen++;
    const most = Math.max(r, g, b);
    const least = Math.min(r, g, b);
    colored += most - least > 24 ? 1 : 0;
    dark += most < 32 ? 1 : 0;
    light += least > 223 ? 1 : 0;
  }
  // An image that is all ground says nothing of its ink.
  const drawing = seen > 0 && colored < 0.01 * seen && dark < seen && light < seen;
  if (drawing && light > 0.4 * seen && light > dark) {
    return 'darkInk';
  }
  return drawing && dark > 0.4 * seen ? 'lightInk' : 'picture';
}
