import { describe, expect, it } from 'vitest';
import { thumbnailOf } from '../../src/state/sprite';
import { capacityOf, fittedGrid, gridOf, kindOf, tilesOf } from '../../src/state/spriteTiles';

const info = (thumbnailWidth: number, thumbnailHeight: number, imageWidth: number, imageHeight: number) => ({
  file: 'sprite.png',
  version: 's1',
  thumbnailWidth,
  thumbnailHeight,
  imageWidth,
  imageHeight,
});

function pixels(...colors: [number, number, number, number, number][]): Uint8ClampedArray {
  return Uint8ClampedArray.from(
    colors.flatMap(([r, g, b, a, times]) => Array.from({ length: times }, () => [r, g, b, a]).flat()),
  );
}

describe('the grid of a sprite image', () => {
  it('need not be square, nor its thumbnails, and leaves a remainder alone', () => {
    expect(gridOf(info(20, 10, 105, 33))).toEqual({ columns: 5, rows: 3, thumbnailWidth: 20, thumbnailHeight: 10 });
  });

  it.each([
    [28, 28, 2800, 2800, 4096, 1],
    [28, 28, 8192, 8192, 4096, 4],
    [28, 28, 8500, 100, 4096, 3],
    [100, 30, 700, 60, 256, 4],
  ])('of %d × %d in %d × %d is cut at %d into %d textures of whole thumbnails', (w, h, W, H, largest, count) => {
    const grid = gridOf(info(w, h, W, H));
    const tiles = tilesOf(grid, largest);
    expect(tiles).toHaveLength(count);
    const covered = new Set<number>();
    for (const tile of tiles) {
      expect(Math.max(tile.columns * w, tile.rows * h)).toBeLessThanOrEqual(largest);
      for (let row = 0; row < tile.rows; row++) {
        for (let column = 0; column < tile.columns; column++) {
          covered.add((tile.firstRow + row) * grid.columns + tile.firstColumn + column);
        }
      }
    }
    expect(covered.size).toBe(capacityOf(grid));
    expect(tiles.reduce((sum, t) => sum + t.columns * t.rows, 0)).toBe(capacityOf(grid));
  });

  it('has no textures when a thumbnail is larger than a texture can be', () => {
    expect(tilesOf(gridOf(info(5000, 10, 5000, 10)), 4096)).toEqual([]);
  });
});

describe('the pixels of thumbnails that are kept', () => {
  it.each([
    [28, 28, 2800, 2800, 28, 28],
    // 20,000 images of 100 × 100 pixels.
    [100, 100, 14_200, 14_100, 57, 57],
    [2000, 1000, 6000, 3000, 512, 256],
    [900, 1, 900, 10, 512, 1],
  ])('of %d × %d in %d × %d are %d × %d', (w, h, W, H, width, height) => {
    const grid = gridOf(info(w, h, W, H));
    const fitted = fittedGrid(grid, 8192 * 8192);
    expect(fitted).toEqual({ ...grid, thumbnailWidth: width, thumbnailHeight: height });
    expect(fitted.columns * width * fitted.rows * height).toBeLessThanOrEqual(8192 * 8192);
  });
});

describe('the thumbnail of a row', () => {
  it('is in the part that holds its cell, and missing beyond the last', () => {
    const grid = gridOf(info(100, 30, 700, 65));
    const tiles = tilesOf(grid, 256).map((tile) => ({ tile, image: { of: tile } as unknown as ImageBitmap }));
    const sheet = { version: '', grid, capacity: capacityOf(grid), kind: 'picture' as const, tiles, note: null };
    const covered = tiles.reduce((sum, { tile }) => sum + tile.columns * tile.rows, 0);
    expect(covered).toBe(14);
    expect(thumbnailOf(sheet, 10)).toMatchObject({ x: 100, y: 30, width: 100, height: 30 });
    expect(thumbnailOf(sheet, 13)?.image).toBe(tiles.at(-1)?.image);
    expect(thumbnailOf(sheet, 14)).toBeNull();
  });
});

describe('the kind of a sprite image', () => {
  it('is ink where gray strokes lie on an even ground', () => {
    expect(kindOf(pixels([255, 255, 255, 255, 80], [0, 0, 0, 255, 15], [128, 128, 128, 255, 5]))).toBe('darkInk');
    expect(kindOf(pixels([0, 0, 0, 255, 80], [250, 250, 250, 255, 20]))).toBe('lightInk');
  });

  it('is a picture where there is colour, and where gray has no ground', () => {
    expect(kindOf(pixels([255, 255, 255, 255, 60], [200, 30, 30, 255, 40]))).toBe('picture');
    expect(kindOf(pixels([90, 90, 90, 255, 50], [160, 160, 160, 255, 50]))).toBe('picture');
  });

  it('is a picture where there is nothing to see', () => {
    expect(kindOf(new Uint8ClampedArray())).toBe('picture');
    expect(kindOf(pixels([0, 0, 0, 0, 10]))).toBe('picture');
    expect(kindOf(pixels([255, 255, 255, 255, 10]))).toBe('picture');
  });
});
