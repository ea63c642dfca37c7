import { signal } from '@preact/signals';
import { type SpriteGrid, type SpriteKind, type SpriteTile, tileOf } from './spriteTiles';

/** The thumbnails of the open data set, cut into parts that a texture can hold. */
export interface SpriteSheet {
  /** Follows from the bytes of the image and the size of a thumbnail. */
  version: string;
  /** Its thumbnails have the pixels that are kept, which may be fewer than the image has. */
  grid: SpriteGrid;
  /** Number of thumbnails; rows beyond it have none. */
  capacity: number;
  kind: SpriteKind;
  tiles: readonly { tile: SpriteTile; image: ImageBitmap }[];
  /** That thumbnails were made smaller, and why; null when they were not. */
  note: string | null;
}

/** Null while rows are points. The wire fetches it when images are to be shown. */
export const sprite = signal<SpriteSheet | null>(null);
/** Why there is none although there should be. */
export const spriteProblem = signal<string | null>(null);

/** Where the thumbnail of a row is. */
export interface Thumbnail {
  image: ImageBitmap;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Null for a row beyond the last thumbnail. */
export function thumbnailOf({ grid, capacity, tiles }: SpriteSheet, row: number): Thumbnail | null {
  const holder = tiles[tileOf({ grid, tiles }, row)];
  if (row < 0 || row >= capacity || holder === undefined) {
    return null;
  }
  const { thumbnailWidth: width, thumbnailHeight: height } = grid;
  const { tile, image } = holder;
  const [column, line] = [row % grid.columns, Math.floor(row / grid.columns)];
  return { image, x: (column - tile.firstColumn) * width, y: (line - tile.firstRow) * height, width, height };
}
