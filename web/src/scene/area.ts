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

/** The smallest box about an area. */
export function boxAbout(area: Area): Box {
  if (area.kind === 'box') {
    return area.box;
  }
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of area.path) {
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

/** Which pixels of a box lie inside a closed path. */
export class LassoMask {
  /** In whole pixels, within the view. */
  readonly box: Box;
  readonly width: number;
  /** [height, width] a byte for each pixel of the box, 1 inside. */
  readonly inside: Uint8Array;
  private readonly height: number;

  /**
   * Fills the closed path, pixel row by pixel row, by the non-zero rule: where a hand crossed its own line, what it went around
   * is inside all the same. A pixel counts by its centre.
   */
  constructor(path: readonly Place[], width: number, height: number) {
    const about = boxAbout({ kind: 'lasso', path });
    const left = Math.max(0, Math.floor(about.left));
    const top = Math.max(0, Math.floor(about.top));
    const right = Math.min(width, Math.ceil(about.right));
    const bottom = Math.min(height, Math.ceil(about.bottom));
    this.box = { left, top, right, bottom };
    this.width = Math.max(0, right - left);
    this.height = Math.max(0, bottom - top);
    this.inside = new Uint8Array(this.width * this.height);
    for (let line = 0; line < this.height; line++) {
      this.fill(path, line);
    }
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
