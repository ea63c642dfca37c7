/** A label that wants a place beside its point. Lengths are CSS pixels. */
export interface LabelRequest {
  row: number;
  text: string;
  /** Centre of the point. */
  x: number;
  y: number;
  /** From the centre of the point to the text; null for a text that stands over the point. */
  gap: number | null;
  width: number;
  height: number;
  /** Smaller is more important; within one rank, earlier in the list is. */
  rank: number;
}

export type Side = 'right' | 'left' | 'over';

export interface PlacedLabel<R extends LabelRequest = LabelRequest> {
  request: R;
  side: Side;
  left: number;
  top: number;
}

const cellWidth = 96;
const cellHeight = 24;
/** A label that was not shown before needs this much more room than one that was, so that none flickers at the brink. */
const room = 5;
const margin = 2;

/**
 * Chooses greedily which labels show, so that none covers another. What showed in the picture before comes first within its
 * rank and keeps its side: labels hold still while the map turns, and yield only to something more important or to a lack of room.
 */
export class LabelPlacement {
  private shown = new Map<number, Side>();

  place<R extends LabelRequest>(requests: readonly R[], width: number, height: number): PlacedLabel<R>[] {
    const order = requests
      .map((request, i) => ({ request, i, before: this.shown.get(request.row) }))
      .sort((a, b) => a.request.rank - b.request.rank || Number(!a.before) - Number(!b.before) || a.i - b.i);
    const taken = new TakenPlaces();
    const placed: PlacedLabel<R>[] = [];
    for (const { request, before } of order) {
      if (request.x < 0 || request.x > width || request.y < 0 || request.y > height) {
        continue;
      }
      const sides: readonly Side[] =
        request.gap === null ? ['over'] : before === 'left' ? ['left', 'right'] : ['right', 'left'];
      const side = sides.find((s) => this.fits(request, s, before === s ? 0 : room, taken, width));
      if (side !== undefined) {
        const { left, top } = corner(request, side);
        taken.add(left, top, left + request.width, top + request.height);
        placed.push({ request, side, left, top });
      }
    }
    this.shown = new Map(placed.map(({ request, side }) => [request.row, side]));
    return placed;
  }

  private fits(request: LabelRequest, side: Side, extra: number, taken: TakenPlaces, width: number): boolean {
    const { left, top } = corner(request, side);
    const right = left + request.width;
    const inside = left >= margin && right <= width - margin;
    return inside && taken.isFree(left - extra, top - extra / 2, right + extra, top + request.height + extra / 2);
  }
}

function corner(request: LabelRequest, side: Side): { left: number; top: number } {
  const gap = request.gap ?? 0;
  const left = {
    right: request.x + gap,
    left: request.x - gap - request.width,
    over: request.x - request.width / 2,
  };
  return { left: left[side], top: request.y - request.height / 2 };
}

interface Rectangle {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Rectangles that are in use, in a grid of cells: a question costs what lies near, not what there is. */
class TakenPlaces {
  private readonly cells = new Map<string, Rectangle[]>();

  add(left: number, top: number, right: number, bottom: number): void {
    const rectangle = { left, top, right, bottom };
    for (const cell of cellsOf(rectangle)) {
      const there = this.cells.get(cell);
      if (there === undefined) {
        this.cells.set(cell, [rectangle]);
      } else {
        there.push(rectangle);
      }
    }
  }

  isFree(left: number, top: number, right: number, bottom: number): boolean {
    return cellsOf({ left, top, right, bottom }).every((cell) =>
      (this.cells.get(cell) ?? []).every(
        (r) => r.right <= left || r.left >= right || r.bottom <= top || r.top >= bottom,
      ),
    );
  }
}

function cellsOf({ left, top, right, bottom }: Rectangle): string[] {
  const cells: string[] = [];
  for (let row = Math.floor(top / cellHeight); row <= Math.floor(bottom / cellHeight); row++) {
    for (let column = Math.floor(left / cellWidth); column <= Math.floor(right / cellWidth); column++) {
      cells.push(`${column} ${row}`);
    }
  }
  return cells;
}
