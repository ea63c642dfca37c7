import { computed } from '@preact/signals';
import { showSprites } from '../state/appearance';
import { dataset, type SpriteInfo } from '../state/dataset';
import { sprite, spriteProblem, type SpriteSheet } from '../state/sprite';
import { capacityOf, fittedGrid, gridOf, kindOf, tilesOf, type SpriteGrid } from '../state/spriteTiles';
import { whole } from '../state/words';
import { askBlob, messageOf } from './http';
import { newest, reopensAfter } from './newest';

/** Larger textures fail on some phones even where they are said to work. */
const largestTexture = 4096;
/** All thumbnails together take 256 MiB at most, and a third more on the graphics card, which keeps smaller copies. */
const mostPixels = 8192 * 8192;

/** Which thumbnails are wanted, as text: a new version of the data with the same image asks for nothing. */
const wanted = computed(() => {
  const info = dataset.value?.sprite ?? null;
  return info === null ? null : keyOf(info);
});

function keyOf({ version, thumbnailWidth, thumbnailHeight }: SpriteInfo): string {
  return `${version} ${thumbnailWidth} × ${thumbnailHeight}`;
}

/** Fetches the sprite image of the open data set when it is to be shown, and keeps it until another one is needed. */
export function watchSprite(): () => void {
  return newest(
    () => {
      const key = wanted.value;
      const shown = showSprites.value;
      if (sprite.peek()?.version !== key) {
        forget();
      }
      if (key === null || !shown || sprite.peek() !== null) {
        return null;
      }
      // Until it is there, another version of the data is another chance.
      void dataset.value;
      return load;
    },
    (error) => {
      if (!reopensAfter(error)) {
        spriteProblem.value = `The images cannot be shown, so points are drawn instead: ${messageOf(error)}`;
      }
    },
  );
}

function forget(): void {
  const before = sprite.peek();
  sprite.value = null;
  spriteProblem.value = null;
  before?.tiles.forEach(({ image }) => image.close());
}

async function load(signal: AbortSignal): Promise<void> {
  const data = dataset.peek();
  const info = data?.sprite ?? null;
  if (data === null || info === null) {
    return;
  }
  const grid = gridOf(info);
  if (capacityOf(grid) === 0) {
    throw new Error(
      `${info.file} is ${sizeOf(info.imageWidth, info.imageHeight)}, smaller than one image of ${sizeOf(info.thumbnailWidth, info.thumbnailHeight)}. Correct single_image_dim in the config.`,
    );
  }
  const path = `datasets/${encodeURIComponent(data.id)}/sprite?version=${encodeURIComponent(info.version)}`;
  const sheet = await cut(await decode(await askBlob(path, { signal }), info), grid, keyOf(info));
  if (signal.aborted) {
    sheet.tiles.forEach(({ image }) => image.close());
  } else {
    spriteProblem.value = null;
    sprite.value = sheet;
  }
}

function sizeOf(width: number, height: number): string {
  return `${whole(width)} × ${whole(height)} pixels`;
}

async function decode(content: Blob, info: SpriteInfo): Promise<ImageBitmap> {
  const expected = sizeOf(info.imageWidth, info.imageHeight);
  const image = await createImageBitmap(content, { colorSpaceConversion: 'none' }).catch(() => {
    throw new Error(
      `${info.file} (${whole(content.size)} bytes) should be an image of ${expected}, as its header says, and cannot be decoded. It may have been cut, or be too large for this browser. Write it again.`,
    );
  });
  if (image.width !== info.imageWidth || image.height !== info.imageHeight) {
    const found = sizeOf(image.width, image.height);
    image.close();
    throw new Error(`${info.file} is ${found} and not ${expected}, as its header says. Write it again.`);
  }
  return image;
}

/** Cuts the image into textures; where it is too large for the graphics card, thumbnails become smaller. */
async function cut(image: ImageBitmap, grid: SpriteGrid, version: string): Promise<SpriteSheet> {
  const fitted = fittedGrid(grid, mostPixels);
  const { thumbnailWidth: width, thumbnailHeight: height } = fitted;
  const isSmaller = width < grid.thumbnailWidth || height < grid.thumbnailHeight;
  try {
    const tiles = await Promise.all(
      tilesOf(fitted, largestTexture).map(async (tile) => ({
        tile,
        image: await createImageBitmap(
          image,
          tile.firstColumn * grid.thumbnailWidth,
          tile.firstRow * grid.thumbnailHeight,
          tile.columns * grid.thumbnailWidth,
          tile.rows * grid.thumbnailHeight,
          {
            premultiplyAlpha: 'none',
            ...(isSmaller
              ? { resizeWidth: tile.columns * width, resizeHeight: tile.rows * height, resizeQuality: 'high' as const }
              : {}),
          },
        ),
      })),
    );
    const size = `${grid.thumbnailWidth} × ${grid.thumbnailHeight}`;
    return {
      version,
      grid: fitted,
      capacity: capacityOf(grid),
      kind: kindOf(samplePixels(image, grid)),
      tiles,
      note: isSmaller ? `made of ${size} pixels, shown from ${width} × ${height} to fit the graphics memory` : null,
    };
  } finally {
    image.close();
  }
}

/** Pixels of up to 16 × 16 of the first thumbnails. */
function samplePixels(image: ImageBitmap, grid: SpriteGrid): Uint8ClampedArray {
  const width = Math.min(grid.columns, 16) * grid.thumbnailWidth;
  const height = Math.min(grid.rows, 16) * grid.thumbnailHeight;
  const shrink = Math.min(1, 512 / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * shrink));
  canvas.height = Math.max(1, Math.round(height * shrink));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) {
    return new Uint8ClampedArray();
  }
  context.drawImage(image, 0, 0, width, height, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}
