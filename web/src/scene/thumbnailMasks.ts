import { type SpriteSheet, thumbnailOf } from '../state/sprite';
import type { AlphaMask } from './alphaMask';
import type { ThumbnailSource } from './rowShapes';

/** Longest side of a mask: about as many pixels as a thumbnail has on the map. */
const longestSide = 32;
/** Masks of more rows than this are not kept. */
const mostKept = 1000;

/** Reads which pixels of a thumbnail are there when it is first asked for: few of many are ever under the pointer. */
export class ThumbnailMasks implements ThumbnailSource {
  readonly capacity: number;
  readonly width: number;
  readonly height: number;
  private readonly known = new Map<number, AlphaMask | null>();
  private readonly context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

  constructor(private readonly sheet: SpriteSheet) {
    this.capacity = sheet.capacity;
    this.width = sheet.grid.thumbnailWidth;
    this.height = sheet.grid.thumbnailHeight;
  }

  maskOf(row: number): AlphaMask | null {
    const known = this.known.get(row);
    if (known !== undefined) {
      return known;
    }
    const mask = this.read(row);
    if (this.known.size >= mostKept) {
      this.known.clear();
    }
    this.known.set(row, mask);
    return mask;
  }

  private read(row: number): AlphaMask | null {
    const { context } = this;
    const thumbnail = thumbnailOf(this.sheet, row);
    if (context === null || thumbnail === null) {
      return null;
    }
    const { image, x, y } = thumbnail;
    const shrink = Math.min(1, longestSide / Math.max(this.width, this.height));
    const [width, height] = [this.width, this.height].map((side) => Math.max(1, Math.round(side * shrink))) as [
      number,
      number,
    ];
    context.canvas.width = width;
    context.canvas.height = height;
    context.drawImage(image, x, y, this.width, this.height, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    const alpha = Uint8Array.from({ length: width * height }, (_, i) => data[4 * i + 3] ?? 0);
    return alpha.every((value) => value > 0) ? null : { alpha, width, height };
  }
}
