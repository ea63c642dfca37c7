import { discDiameter, pointSize, spriteSize, thumbnailSide } from './rowSize';
import { type AlphaMask, gapToPixels } from './alphaMask';
import type { Viewpoint } from './viewpoint';

/** Half a pixel of its edge belongs to what is drawn. */
const edge = 0.5;

/** As what rows are drawn, for the question which of them is under a place of the view. Lengths are CSS pixels. */
export interface RowShapes {
  /** From the centre to the farthest pixel of any row that is at least so far from the eye and not emphasized. */
  reach(depth: number): number;
  /** From a place that is (dx, dy) right of and below the centre of a row to the outline of the row; 0 within it. */
  toOutline(row: number, flags: number, depth: number, dx: number, dy: number): number;
  /** The same to its nearest pixel that is there. */
  toPixels(row: number, flags: number, depth: number, dx: number, dy: number): number;
}

/** Rows as discs. */
export class Discs implements RowShapes {
  private readonly size: number;

  /** @param rings Whether selected rows have rings. */
  constructor(
    rows: number,
    private readonly viewpoint: Viewpoint,
    private readonly rings: boolean,
  ) {
    this.size = pointSize(rows, viewpoint);
  }

  reach(depth: number): number {
    return discDiameter(this.size, this.viewpoint, depth, 0, this.rings) / 2 + edge;
  }

  toOutline(_: number, flags: number, depth: number, dx: number, dy: number): number {
    const radius = discDiameter(this.size, this.viewpoint, depth, flags, this.rings) / 2;
    return Math.max(Math.hypot(dx, dy) - radius - edge, 0);
  }

  toPixels(row: number, flags: number, depth: number, dx: number, dy: number): number {
    return this.toOutline(row, flags, depth, dx, dy);
  }
}

/** The thumbnails of the first rows. */
export interface ThumbnailSource {
  /** So many rows have one. */
  capacity: number;
  /** Pixels of one, or any numbers of the same ratio. */
  width: number;
  height: number;
  /** Which pixels of a row's thumbnail are there; null where all are. */
  maskOf(row: number): AlphaMask | null;
}

/** Rows as their thumbnails; those for which there is none are discs. */
export class Thumbnails implements RowShapes {
  private readonly size: number;
  private readonly discs: Discs;

  constructor(
    rows: number,
    private readonly viewpoint: Viewpoint,
    private readonly rings: boolean,
    private readonly source: ThumbnailSource,
  ) {
    this.size = spriteSize(rows, viewpoint);
    this.discs = new Discs(rows, viewpoint, rings);
  }

  reach(depth: number): number {
    return thumbnailSide(this.size, this.viewpoint, depth, 0, this.rings) / 2 + edge;
  }

  toOutline(row: number, flags: number, depth: number, dx: number, dy: number): number {
    if (row >= this.source.capacity) {
      return this.discs.toOutline(row, flags, depth, dx, dy);
    }
    const [halfWidth, halfHeight] = this.halfSides(flags, depth);
    const beyond = [Math.abs(dx) - halfWidth - edge, Math.abs(dy) - halfHeight - edge] as const;
    return Math.hypot(Math.max(beyond[0], 0), Math.max(beyond[1], 0));
  }

  toPixels(row: number, flags: number, depth: number, dx: number, dy: number): number {
    const mask = row >= this.source.capacity ? null : this.source.maskOf(row);
    if (mask === null) {
      return this.toOutline(row, flags, depth, dx, dy);
    }
    const [halfWidth, halfHeight] = this.halfSides(flags, depth);
    const gap = gapToPixels(mask, dx + halfWidth, dy + halfHeight, 2 * halfWidth, 2 * halfHeight);
    return Math.max(gap - edge, 0);
  }

  private halfSides(flags: number, depth: number): readonly [number, number] {
    const { width, height } = this.source;
    const half = thumbnailSide(this.size, this.viewpoint, depth, flags, this.rings) / 2 / Math.max(width, height);
    return [half * width, half * height];
  }
}
