import { effect } from '@preact/signals';
import { resetView, tool } from '../state/camera';
import { RowSet } from '../state/rowSet';
import { areaJoining, clearSelection, hoveredRow, neighbors, neighborsOf, select, selection } from '../state/selection';
import type { Area, Place } from './area';
import { joined, type Joining } from './areaSelection';
import { type GestureListener, listenToGestures } from './gestures';
import { listenToKeys, stride } from './keys';
import { orbited, panned, type Viewpoint, zoomedAt } from './viewpoint';
import { rowToward, type Way } from './walking';

/** What hands need of the map. */
export interface Handled {
  readonly canvas: HTMLCanvasElement;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  steer(change: (v: Viewpoint) => Viewpoint): void;
  glideTo(row: number): void;
  /** Where a row is drawn, also beside the view; null behind the eye and for a hidden row. */
  placeOf(row: number): Place | null;
  rowAt(x: number, y: number): Promise<number | null>;
  rowsIn(area: Area): RowSet;
  showArea(area: Area | null): void;
}

/** Turns what pointer and keys do into movements of the camera, hovering and selecting. */
export class Hands implements GestureListener {
  private pointer: { x: number; y: number } | null = null;
  private asking = false;
  private hoveredHere: number | null = null;
  private readonly endings: (() => void)[];

  constructor(private readonly map: Handled) {
    const keys = {
      turn: (dx: number, dy: number) => this.turn(dx, dy),
      step: (way: Way) => this.step(way),
      pan: (dx: number, dy: number) => this.pan(dx, dy),
      zoomMiddle: (factor: number) => this.zoom(factor, map.width / 2, map.height / 2),
      reset: resetView,
    };
    this.endings = [
      listenToGestures(map.canvas, this),
      listenToKeys(map.canvas, keys),
      effect(() => this.showCursor()),
    ];
  }

  dispose(): void {
    for (const end of this.endings) {
      end();
    }
  }

  turn(dx: number, dy: number): void {
    const { map } = this;
    map.steer((v) => (v.orthographic ? panned(v, dx, dy, map.width, map.height) : orbited(v, dx, dy, map.height)));
  }

  pan(dx: number, dy: number): void {
    this.map.steer((v) => panned(v, dx, dy, this.map.width, this.map.height));
  }

  /** With one point selected, to its neighbor that lies that way on the screen; else the map turns. */
  step(way: Way): void {
    const row = neighborsOf.peek();
    if (row === null) {
      this.turn(-way[0] * stride, -way[1] * stride);
      return;
    }
    const { map } = this;
    const from = map.placeOf(row);
    const places = neighbors.peek().flatMap((neighbor): [number, Place][] => {
      const place = map.placeOf(neighbor.row);
      return place === null ? [] : [[neighbor.row, place]];
    });
    const next = from === null ? null : rowToward(from, way, places);
    if (next !== null) {
      select([next]);
      this.keepInView(next);
    }
  }

  zoom(factor: number, x: number, y: number): void {
    this.map.steer((v) => zoomedAt(v, factor, x, y, this.map.width, this.map.height));
  }

  hover(at: { x: number; y: number } | null): void {
    this.pointer = at;
    if (at === null) {
      this.setHovered(null);
    } else {
      this.lookAgain();
    }
  }

  /** Finds what is under the resting pointer now: the map may have moved beneath it. */
  lookAgain(): void {
    if (!this.asking && this.pointer !== null) {
      this.asking = true;
      void this.askUntilStill();
    }
  }

  click(x: number, y: number, keys: Joining): void {
    const joining = tool.peek() === 'edit' ? 'toggle' : keys;
    void this.map.rowAt(x, y).then((row) => {
      if (row !== null) {
        select(joined(selection.peek(), RowSet.of([row]), joining));
      } else if (joining === 'replace' && selection.peek().length > 0) {
        clearSelection();
      }
    });
  }

  doubleClick(x: number, y: number): void {
    void this.map.rowAt(x, y).then((row) => {
      if (row !== null) {
        this.map.glideTo(row);
      }
    });
  }

  area(area: Area | null): void {
    this.map.showArea(area);
  }

  enclosed(area: Area, joining: Joining | null): void {
    select(joined(selection.peek(), this.map.rowsIn(area), joining ?? areaJoining.peek()));
  }

  draws(): Area['kind'] | null {
    const inHand = tool.peek();
    return inHand === 'box' || inHand === 'lasso' ? inHand : null;
  }

  rest(): void {
    this.lookAgain();
  }

  /** One question at a time; the pointer's newest place is asked for when the answer to an older one has come. */
  private async askUntilStill(): Promise<void> {
    try {
      let asked: { x: number; y: number } | null = null;
      while (this.pointer !== null && this.pointer !== asked) {
        asked = this.pointer;
        // oxlint-disable-next-line no-await-in-loop -- each question depends on where the pointer is when the last is answered
        const row = await this.map.rowAt(asked.x, asked.y);
        if (this.pointer !== null) {
          this.setHovered(row);
        }
      }
    } finally {
      this.asking = false;
    }
  }

  private keepInView(row: number): void {
    const { width, height } = this.map;
    const place = this.map.placeOf(row);
    const margin = 0.08 * Math.min(width, height);
    const inside = (at: number, size: number): boolean => at >= margin && at <= size - margin;
    if (place === null || !inside(place.x, width) || !inside(place.y, height)) {
      this.map.glideTo(row);
    }
  }

  private showCursor(): void {
    const free = this.hoveredHere === null ? '' : 'pointer';
    this.map.canvas.style.cursor = tool.value === 'box' || tool.value === 'lasso' ? 'crosshair' : free;
  }

  private setHovered(row: number | null): void {
    // A row that a list highlights stays so while the pointer is not on the map.
    if (row !== null || hoveredRow.peek() === this.hoveredHere) {
      hoveredRow.value = row;
    }
    this.hoveredHere = row;
    this.showCursor();
  }
}
