import { effect, untracked } from '@preact/signals';
import { LinearFilter, LinearMipmapLinearFilter, Texture } from 'three';
import { labelling, showSprites } from '../state/appearance';
import { sprite } from '../state/sprite';
import type { SpriteGrid, SpriteKind, SpriteTile } from '../state/spriteTiles';
import { ThumbnailMasks } from './thumbnailMasks';

/** The thumbnails of a data set on the graphics card. */
export interface SpriteSheet {
  grid: SpriteGrid;
  capacity: number;
  kind: SpriteKind;
  tiles: { tile: SpriteTile; texture: Texture }[];
  masks: ThumbnailMasks;
}

/** Keeps the thumbnails that have arrived as textures. */
export class SpriteSheets {
  private loaded: SpriteSheet | null = null;
  private readonly stop: () => void;

  /** @param changed Is called when thumbnails have come or gone. */
  constructor(changed: () => void) {
    this.stop = effect(() => {
      const sheet = sprite.value;
      const before = this.loaded;
      this.forget();
      if (sheet !== null) {
        const { grid, capacity, kind } = sheet;
        const tiles = sheet.tiles.map(({ tile, image }) => ({ tile, texture: textureOf(image) }));
        this.loaded = { grid, capacity, kind, tiles, masks: new ThumbnailMasks(sheet) };
      }
      if (this.loaded !== before) {
        untracked(changed);
      }
    });
  }

  /** What rows are to be drawn as; null while they are points. */
  get shown(): SpriteSheet | null {
    // Where names stand for the points, there is no room for pictures too.
    return showSprites.peek() && labelling.peek() !== 'text' ? this.loaded : null;
  }

  dispose(): void {
    this.stop();
    this.forget();
  }

  private forget(): void {
    this.loaded?.tiles.forEach(({ texture }) => texture.dispose());
    this.loaded = null;
  }
}

function textureOf(image: ImageBitmap): Texture {
  const texture = new Texture(image);
  texture.flipY = false;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.magFilter = LinearFilter;
  texture.generateMipmaps = true;
  texture.needsUpdate = true;
  return texture;
}
