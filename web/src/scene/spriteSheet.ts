import { effect, signal } from '@preact/signals';
import { LinearFilter, LinearMipmapLinearFilter, Texture } from 'three';
import { labelling, mapProblem, showSprites } from '../state/appearance';
import { dataset, type SpriteInfo } from '../state/dataset';
import { capacityOf, gridOf, kindOf, type SpriteGrid, type SpriteKind, type SpriteTile, tilesOf } from './spriteTiles';

/** Larger textures fail on some phones even where they are said to work. */
const largestTexture = 4096;

/** The thumbnails of a data set on the graphics card. */
export interface SpriteSheet {
  grid: SpriteGrid;
  capacity: number;
  kind: SpriteKind;
  tiles: { tile: SpriteTile; texture: Texture }[];
}

/** Fetches the sprite image of the opened data set when it is to be shown, and keeps it until another is opened. */
export class SpriteSheets {
  private readonly loaded = signal<SpriteSheet | null>(null);
  private loading: AbortController | null = null;
  private loadedFor: string | null = null;
  private problem: string | null = null;
  private readonly endings: (() => void)[];

  /** @param mostPixels Longest side of a texture on this graphics card. */
  constructor(
    private readonly mostPixels: number,
    arrived: () => void,
  ) {
    this.endings = [
      effect(() => this.follow()),
      effect(() => {
        if (this.loaded.value !== null) {
          arrived();
        }
      }),
    ];
  }

  /** What rows are to be drawn as; null while they are points. */
  get shown(): SpriteSheet | null {
    // Where names stand for the points, there is no room for pictures too.
    return showSprites.peek() && labelling.peek() !== 'text' ? this.loaded.peek() : null;
  }

  dispose(): void {
    for (const end of this.endings) {
      end();
    }
    this.forget();
  }

  private follow(): void {
    const opened = dataset.value;
    if (opened?.id !== this.loadedFor) {
      this.forget();
    }
    const info = opened?.sprite ?? null;
    if (showSprites.value && opened !== null && info !== null && this.loadedFor === null) {
      this.loadedFor = opened.id;
      this.loading = new AbortController();
      void this.load(opened.id, info, this.loading.signal);
    }
  }

  private forget(): void {
    this.loading?.abort();
    this.loading = null;
    this.loadedFor = null;
    if (this.problem !== null && mapProblem.peek() === this.problem) {
      mapProblem.value = null;
    }
    this.problem = null;
    for (const { texture } of this.loaded.peek()?.tiles ?? []) {
      texture.dispose();
      (texture.image as ImageBitmap).close();
    }
    this.loaded.value = null;
  }

  private async load(id: string, info: SpriteInfo, aborted: AbortSignal): Promise<void> {
    try {
      const sheet = await fetchSheet(id, info, Math.min(this.mostPixels, largestTexture), aborted);
      if (!aborted.aborted) {
        this.loaded.value = sheet;
      }
    } catch (error) {
      if (!aborted.aborted) {
        const why = error instanceof Error ? error.message : String(error);
        this.problem = `The sprite image could not be shown, so points are drawn instead: ${why}`;
        mapProblem.value = this.problem;
      }
    }
  }
}

async function fetchSheet(id: string, info: SpriteInfo, largest: number, aborted: AbortSignal): Promise<SpriteSheet> {
  const grid = gridOf(info);
  const tiles = tilesOf(grid, largest);
  if (tiles.length === 0) {
    const size = `${info.thumbnailWidth} × ${info.thumbnailHeight}`;
    const sheet = `${info.imageWidth} × ${info.imageHeight}`;
    throw new Error(
      capacityOf(grid) === 0
        ? `an image of ${sheet} pixels holds no thumbnail of ${size}. Correct single_image_dim in the config.`
        : `thumbnails of ${size} pixels are larger than the ${largest} that can be drawn. Make them smaller.`,
    );
  }
  const response = await fetch(`api/datasets/${encodeURIComponent(id)}/sprite`, { signal: aborted });
  if (!response.ok) {
    throw new Error(`the server answered ${response.status} ${response.statusText}.`);
  }
  const image = await createImageBitmap(await response.blob(), asItIs);
  try {
    if (image.width !== info.imageWidth || image.height !== info.imageHeight) {
      throw new Error(
        `it is ${image.width} × ${image.height} pixels, not ${info.imageWidth} × ${info.imageHeight} as announced.`,
      );
    }
    const kind = kindOf(samplePixels(image, grid));
    const textures = await Promise.all(
      tiles.map(async (tile) => ({
        tile,
        texture: textureOf(await createImageBitmap(image, tile.x, tile.y, tile.width, tile.height, asItIs)),
      })),
    );
    return { grid, capacity: capacityOf(grid), kind, tiles: textures };
  } finally {
    image.close();
  }
}

const asItIs: ImageBitmapOptions = { premultiplyAlpha: 'none', colorSpaceConversion: 'none' };

function textureOf(image: ImageBitmap): Texture {
  const texture = new Texture(image);
  texture.flipY = false;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.magFilter = LinearFilter;
  texture.generateMipmaps = true;
  texture.needsUpdate = true;
  return texture;
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
