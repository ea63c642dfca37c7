/** A place on the canvas, in CSS pixels from its top left. */
export interface Place {
  x: number;
  y: number;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What a hand drew around points. */
export type Area = { kind: 'box'; box: Box } | { kind: 'lasso'; path: readonly Place[] };

export function boxBetween(a: Place, b: Place): Box {
  return {
    left: Math.min(a.x, b.x),
    top: Math.min(a.y, b.y),
    right: Math.max(a.x, b.x),
    bottom: Math.max(a.y, b.y),
  };
}

/** Where a box lies, seen from an area. */
export type Side = 'outside' | 'across' | 'inside';

/** Tells what lies inside of an area, again and again. */
export interface AreaMask {
  holds(x: number, y: number): boolean;
  sideOf(box: Box): Side;
}

export function maskOf(area: Area, width: number, height: number): AreaMask {
  return area.kind === 'box' ? new BoxMask(area.box) : new LassoMask(area.path, width, height);
}

/** A box that a hand drew; its rim belongs to it. */
class BoxMask implements AreaMask {
  constructor(private readonly box: Box) {}

  holds(x: number, y: number): boolean {
    const { left, top, right, bottom } = this.box;
    return x >= left && x <= right && y >= top && y <= bottom;
  }

  sideOf(other: Box): Side {
    const { left, top, right, bottom } = this.box;
    if (other.right < left || other.left > right || other.bottom < top || other.top > bottom) {
      return 'outside';
    }
    return this.holds(other.left, other.top) && this.holds(other.right, other.bottom) ? 'inside' : 'across';
  }
}

/** Which pixels of a box lie inside a closed path; what lies on the far rim of the box belongs to no pixel. */
export class LassoMask implements AreaMask {
  /** In whole pixels, within the view. */
  readonly box: Box;
  readonly width: number;
  /** [height + 1, width + 1] how many pixels above and to the left are inside. */
  private sums: Uint32Array | null = null;
  /** [height, width] a byte for each pixel of the box, 1 inside. */
  readonly inside: Uint8Array;
  private readonly height: number;

  /**
   * Fills the closed path, pixel row by pixel row, by the non-zero rule: where a hand crossed its own line, what it went around
   * is inside all the same. A pixel counts by its centre.
   */
  constructor(path: readonly Place[], width: number, height: number) {
    const least = (axis: 'x' | 'y', sign: 1 | -1): number =>
      path.reduce((extreme, place) => Math.min(extreme, sign * place[axis]), Infinity);
    const left = Math.max(0, Math.floor(least('x', 1)));
    const top = Math.max(0, Math.floor(least('y', 1)));
    const right = Math.min(width, Math.ceil(-least('x', -1)));
    const bottom = Math.min(height, Math.ceil(-least('y', -1)));
    this.box = { left, top, right, bottom };
    this.width = Math.max(0, right - left);
    this.height = Math.max(0, bottom - top);
    this.inside = new Uint8Array(this.width * this.height);
    for (let line = 0; line < this.height; line++) {
      this.fill(path, line);
    }
  }

  holds(x: number, y: number): boolean {
    const { left, top, right, bottom } = this.box;
    return (
      x >= left &&
      x < right &&
      y >= top &&
      y < bottom &&
      this.inside[Math.floor(y - top) * this.width + Math.floor(x - left)] === 1
    );
  }

  sideOf(other: Box): Side {
    const { left, top, right, bottom } = this.box;
    if (other.right < left || other.left >= right || other.bottom < top || other.top >= bottom) {
      return 'outside';
    }
    const sums = (this.sums ??= this.summed());
    const line = this.width + 1;
    const [x0, y0] = [Math.max(Math.floor(other.left - left), 0), Math.max(Math.floor(other.top - top), 0)];
    const x1 = Math.min(Math.floor(other.right - left) + 1, this.width);
    const y1 = Math.min(Math.floor(other.bottom - top) + 1, this.height);
    const at = (x: number, y: number): number => sums[y * line + x] ?? 0;
    const inside = at(x1, y1) - at(x0, y1) - at(x1, y0) + at(x0, y0);
    if (inside === 0) {
      return 'outside';
    }
    const reachesOut = other.left < left || other.right >= right || other.top < top || other.bottom >= bottom;
    return !reachesOut && inside === (x1 - x0) * (y1 - y0) ? 'inside' : 'across';
  }

  private summed(): Uint32Array {
    const line = this.width + 1;
    const sums = new Uint32Array(line * (this.height + 1));
    for (let y = 0; y < this.height; y++) {
      let sum = 0;
      for (let x = 0; x < this.width; x++) {
        sum += this.inside[y * this.width + x] ?? 0;
        sums[(y + 1) * line + x + 1] = (sums[y * line + x + 1] ?? 0) + sum;
      }
    }
    return sums;
  }

  private fill(path: readonly Place[], line: number): void {
    const y = this.box.top + line + 0.5;
    const crossings: { x: number; turn: number }[] = [];
    let from = path[path.length - 1];
    for (const to of path) {
      if (from !== undefined && from.y <= y !== to.y <= y) {
        crossings.push({
          x: from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x),
          turn: to.y > from.y ? 1 : -1,
        });
      }
      from = to;
    }
    crossings.sort((a, b) => a.x - b.x);
    let winding = 0;
    for (let i = 0; i + 1 < crossings.length; i++) {
      winding += crossings[i]?.turn ?? 0;
      if (winding !== 0) {
        const first = Math.max(0, Math.ceil((crossings[i]?.x ?? 0) - this.box.left - 0.5));
        const past = Math.min(this.width, Math.ceil((crossings[i + 1]?.x ?? 0) - this.box.left - 0.5));
        if (past > first) {
          this.inside.fill(1, line * this.width + first, line * this.width + past);
        }
      }
    }
  }
}
