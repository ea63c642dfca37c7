import { NearestFilter, WebGLRenderTarget, type WebGLRenderer } from 'three';
import { nearestRow } from './rowIdentifier';

/** Side of the square in CSS pixels in which the row nearest to the pointer is looked for. */
const windowSide = 9;

/**
 * Finds the row at a place of the picture. A second picture holds identifiers in place of colours; it is drawn only when a
 * row is asked for and the map has changed since, and a small window of it is read without waiting for the graphics card.
 */
export class Picking {
  private readonly target = new WebGLRenderTarget(1, 1, { minFilter: NearestFilter, magFilter: NearestFilter });
  private readonly bytes = new Uint8Array(windowSide * windowSide * 4);
  private stale = true;
  private queue: Promise<unknown> = Promise.resolve();

  /** @param drawIdentifiers Draws all layers for picking into the bound target. */
  constructor(
    private readonly renderer: WebGLRenderer,
    private readonly drawIdentifiers: () => void,
  ) {}

  /** To be called whenever the map looks different. */
  invalidate(): void {
    this.stale = true;
  }

  resize(width: number, height: number): void {
    this.target.setSize(Math.max(width, windowSide), Math.max(height, windowSide));
    this.stale = true;
  }

  /** The row nearest to (x, y), in CSS pixels from the top left; null where there is none. Questions are answered in order. */
  rowAt(x: number, y: number): Promise<number | null> {
    const answer = this.queue.then(() => this.read(Math.round(x), Math.round(y)));
    this.queue = answer.catch(() => null);
    return answer;
  }

  dispose(): void {
    this.target.dispose();
  }

  private async read(x: number, y: number): Promise<number | null> {
    const { renderer, target } = this;
    if (renderer.getContext().isContextLost() || x < 0 || y < 0 || x > target.width || y > target.height) {
      return null;
    }
    if (this.stale) {
      renderer.setRenderTarget(target);
      renderer.setClearColor(0x000000, 0);
      renderer.clear();
      this.drawIdentifiers();
      renderer.setRenderTarget(null);
      this.stale = false;
    }
    // Rows of a target count from the bottom.
    const half = (windowSide - 1) / 2;
    const left = Math.min(Math.max(x - half, 0), target.width - windowSide);
    const bottom = Math.min(Math.max(target.height - 1 - y - half, 0), target.height - windowSide);
    await renderer.readRenderTargetPixelsAsync(target, left, bottom, windowSide, windowSide, this.bytes);
    return nearestRow(this.bytes, windowSide, x - left, target.height - 1 - y - bottom);
  }
}
