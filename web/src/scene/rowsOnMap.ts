import { effect, signal } from '@preact/signals';
import { dataset, type Dataset } from '../state/dataset';
import type { Positions } from '../state/projection';
import { hoveredRow, neighbors, selection } from '../state/selection';
import { comparedSteps, sameScale } from '../state/steps';
import { visibility } from '../state/visibility';
import { eased, glideMilliseconds } from './cameraMotion';
import { PlacedRows } from './placedRows';
import { CommonScale } from './commonScale';
import { scalingOf, writeScaled } from './scaling';

/** How newly arrived positions relate to what the map shows. */
export type Arrival = 'first' | 'glide';

/** The rows as they are placed and flagged, kept in step with the state, and their glide from one layout to the next. */
export class RowsOnMap {
  /** Replaced when other data is shown. */
  readonly rows = signal(new PlacedRows(0));
  private readonly unplaced = signal<readonly number[]>([]);
  /** The rows that are on the map: those of a tensor, whichever version of it. */
  private shape: string | null = null;
  private glideSince: number | null = null;
  private readonly commonScale = new CommonScale();
  private readonly endings: (() => void)[];

  /** @param still True when the person asks for no motion. */
  constructor(private readonly still: () => boolean) {
    this.endings = [
      effect(() => this.rows.value.flags.setSelected(selection.value)),
      effect(() => this.rows.value.flags.setNeighbors(neighbors.value)),
      effect(() => this.rows.value.flags.setHovered(hoveredRow.value)),
      effect(() => this.rows.value.flags.setHidden(visibility.value?.hidden ?? null, this.unplaced.value)),
    ];
  }

  /** Share of the glide that is done, 0 to 1. */
  glide(now: number): number {
    return this.glideSince === null ? 1 : eased(Math.min(Math.max((now - this.glideSince) / glideMilliseconds, 0), 1));
  }

  /** True while rows are on their way; forgets a glide that has ended. */
  advance(now: number): boolean {
    if (this.glideSince !== null && now - this.glideSince >= glideMilliseconds) {
      this.glideSince = null;
    }
    return this.glideSince !== null;
  }

  clear(): void {
    this.rows.value = new PlacedRows(0);
    this.unplaced.value = [];
    this.glideSince = null;
    this.shape = null;
  }

  /** Scales positions onto the map. The same rows glide to them; other rows appear there. */
  take(positions: Positions, flat: boolean, now: number): Arrival {
    const opened = shapeOf(dataset.peek());
    const own = scalingOf(positions);
    const common = this.commonScale.of(comparedSteps.peek(), positions, own.scale);
    const scaling = { ...own, scale: sameScale.peek() ? common : own.scale };
    const known = this.rows.peek().count === positions.rows && this.shape === opened;
    const rows = known ? this.rows.peek() : new PlacedRows(positions.rows);
    if (known && !this.still()) {
      rows.startFromHere(this.glide(now));
      this.glideSince = now;
    } else {
      this.glideSince = null;
    }
    writeScaled(positions, scaling, flat, rows.place.array);
    rows.placesChanged();
    if (!known) {
      rows.startBounds = rows.bounds;
    }
    this.shape = opened;
    this.unplaced.value = scaling.unplaced;
    this.rows.value = rows;
    return known ? 'glide' : 'first';
  }

  dispose(): void {
    for (const end of this.endings) {
      end();
    }
  }
}

function shapeOf(data: Dataset | null): string | null {
  return data === null ? null : JSON.stringify([data.run, data.tensor, data.rows]);
}
