import { hoveredRow, selection } from '../state/selection';
import type { SeenFrom } from './areaSelection';
import { emphasizedRows } from './emphasis';
import type { PlacedRows } from './placedRows';
import { ringWidth } from './rowSize';
import { Discs, Thumbnails, type ThumbnailSource } from './rowShapes';
import { rowUnderPointer } from './rowUnderPointer';
import type { Viewpoint } from './viewpoint';

/** The map as it is looked at in this moment. */
export interface Sight {
  rows: PlacedRows;
  seen: SeenFrom;
  viewpoint: Viewpoint;
  /** Null while rows are discs. */
  thumbnails: ThumbnailSource | null;
}

/** Looking at every row, where there is no other way, takes at most one part in so many of the time. */
const share = 5;
/** Milliseconds that the rows are put in order for at a time: less than a frame, so that nothing stutters. */
const slice = 8;

/**
 * Finds the row at a place of the map. Rows at rest are put in order when there is time, and a question then costs the same however many
 * they are. Rows that move, or have just come to rest, are looked at one by one, and so rarely that the map stays in the hand: a question
 * waits for its turn, and is answered by what is there when it comes.
 */
export class Pointing {
  private due = 0;
  private preparing = false;
  private isOver = false;

  /** @param look Null while there is nothing to look at. */
  constructor(private readonly look: () => Sight | null) {}

  async rowAt(x: number, y: number): Promise<number | null> {
    while (this.waits) {
      const wait = Math.max(0, this.due - performance.now());
      // oxlint-disable-next-line no-await-in-loop -- what is waited for may have changed meanwhile
      await new Promise((done) => setTimeout(done, wait));
    }
    const sight = this.look();
    if (sight === null) {
      return null;
    }
    const begun = performance.now();
    const row = rowUnderPointer(sight.rows, viewOf(sight), x, y);
    const now = performance.now();
    this.due = now + (share - 1) * (now - begun);
    return row;
  }

  /** Puts rows at rest in order, when there is time. To be called when they have come to rest. */
  prepare(): void {
    if (!this.preparing) {
      this.preparing = true;
      whenIdle(() => this.goOn());
    }
  }

  dispose(): void {
    this.isOver = true;
  }

  private get waits(): boolean {
    const sight = this.look();
    return sight !== null && !isInOrder(sight) && performance.now() < this.due;
  }

  private goOn(): void {
    const sight = this.look();
    this.preparing = false;
    if (this.isOver || sight === null || sight.seen.glide < 1) {
      return;
    }
    const end = performance.now() + slice;
    if (!sight.rows.growTree(() => performance.now() < end)) {
      this.prepare();
    }
  }
}

function isInOrder({ rows, seen }: Sight): boolean {
  return rows.tree !== null && seen.glide === 1;
}

function whenIdle(work: () => void): void {
  if (window.requestIdleCallback === undefined) {
    setTimeout(work, slice);
  } else {
    // A page that is never idle gets its order too.
    window.requestIdleCallback(work, { timeout: 200 });
  }
}

function viewOf({ rows, seen, viewpoint, thumbnails }: Sight) {
  const hovered = hoveredRow.peek();
  const rings = ringWidth(selection.peek().length) > 0;
  return {
    ...seen,
    flat: viewpoint.orthographic,
    shapes:
      thumbnails === null
        ? new Discs(rows.count, viewpoint, rings)
        : new Thumbnails(rows.count, viewpoint, rings, thumbnails),
    inFront: [...(hovered === null ? [] : [hovered]), ...emphasizedRows()],
    areAllInFront: rings,
  };
}
