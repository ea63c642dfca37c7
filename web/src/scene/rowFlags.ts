import { RowSet } from '../state/rowSet';
import type { Neighbor } from '../state/selection';

/** Bits of a row's flags byte. The upper four bits hold a neighbor's closeness, 0 (farthest) to 15. */
export const flag = { selected: 1, neighbor: 2, hovered: 4, hidden: 8 } as const;
const closenessShift = 4;
/** So many rows are uploaded one by one. */
const few = 256;

/**
 * The flags byte of each row, [n], and which bytes changed. Each setter touches the rows that enter or leave its set and no
 * others, so hovering and selecting cost what they change and not what there is.
 */
export class RowFlags {
  readonly bytes: Uint8Array;
  private selected = RowSet.none;
  private neighboring: readonly Neighbor[] = [];
  private hovered: number | null = null;
  /** Another object whenever other rows are hidden; null while none is. */
  hiding: object | null = null;

  /** @param touched Is told of every run of bytes that changed. */
  constructor(
    rows: number,
    private readonly touched: (first: number, count: number) => void,
  ) {
    this.bytes = new Uint8Array(rows);
  }

  setSelected(rows: RowSet): void {
    const before = this.selected;
    if (rows === before) {
      return;
    }
    if (before.length + rows.length <= few) {
      this.replace([...before], [...rows], flag.selected);
    } else {
      this.exchange(before.bits(this.bytes.length), rows.bits(this.bytes.length), flag.selected);
    }
    this.selected = rows;
  }

  setHovered(row: number | null): void {
    if (row !== this.hovered) {
      this.replace(this.hovered === null ? [] : [this.hovered], row === null ? [] : [row], flag.hovered);
      this.hovered = row;
    }
  }

  setNeighbors(neighbors: readonly Neighbor[]): void {
    if (neighbors === this.neighboring) {
      return;
    }
    const lowBits = (1 << closenessShift) - 1;
    const changed: number[] = [];
    for (const { row } of this.neighboring) {
      if (row < this.bytes.length) {
        this.bytes[row] = (this.bytes[row] ?? 0) & lowBits & ~flag.neighbor;
        changed.push(row);
      }
    }
    const nearest = neighbors.reduce((least, n) => Math.min(least, n.distance), Number.POSITIVE_INFINITY);
    const farthest = neighbors.reduce((most, n) => Math.max(most, n.distance), Number.NEGATIVE_INFINITY);
    const range = farthest - nearest;
    for (const { row, distance } of neighbors) {
      if (row < this.bytes.length) {
        const closeness = range > 0 ? Math.round((15 * (farthest - distance)) / range) : 15;
        this.bytes[row] = ((this.bytes[row] ?? 0) & lowBits) | flag.neighbor | (closeness << closenessShift);
        changed.push(row);
      }
    }
    this.neighboring = neighbors;
    this.report(changed);
  }

  /**
   * @param hidden A byte a row, 0 where it is shown; null when all are.
   * @param unplaced Rows without a place on the map.
   */
  setHidden(hidden: Uint8Array | null, unplaced: readonly number[]): void {
    const { bytes } = this;
    for (let row = 0; row < bytes.length; row++) {
      const rest = (bytes[row] ?? 0) & ~flag.hidden;
      bytes[row] = (hidden?.[row] ?? 0) === 0 ? rest : rest | flag.hidden;
    }
    for (const row of unplaced) {
      if (row < bytes.length) {
        bytes[row] = (bytes[row] ?? 0) | flag.hidden;
      }
    }
    this.hiding = hidden === null && unplaced.length === 0 ? null : {};
    this.touched(0, bytes.length);
  }

  isHidden(row: number): boolean {
    return ((this.bytes[row] ?? flag.hidden) & flag.hidden) !== 0;
  }

  private replace(before: readonly number[], after: readonly number[], bit: number): void {
    const { bytes } = this;
    const rows = bytes.length;
    for (const row of before) {
      if (row < rows) {
        bytes[row] = (bytes[row] ?? 0) & ~bit;
      }
    }
    for (const row of after) {
      if (row < rows) {
        bytes[row] = (bytes[row] ?? 0) | bit;
      }
    }
    this.report(before, after);
  }

  /** Turns a bit of the rows in which two masks differ, eight rows at a time where they do not. */
  private exchange(before: Uint8Array, after: Uint8Array, bit: number): void {
    const { bytes } = this;
    let first = bytes.length;
    let last = -1;
    for (let at = 0; at < after.length; at++) {
      const changed = (before[at] ?? 0) ^ (after[at] ?? 0);
      if (changed !== 0) {
        for (let row = 8 * at, left = changed; left !== 0; row++, left >>= 1) {
          if ((left & 1) !== 0) {
            bytes[row] = (bytes[row] ?? 0) ^ bit;
            first = row < first ? row : first;
            last = row;
          }
        }
      }
    }
    if (last >= first) {
      this.touched(first, last - first + 1);
    }
  }

  /** Many scattered rows go up as one run: a thousand small uploads cost more than a megabyte. */
  private report(...lists: readonly (readonly number[])[]): void {
    const rows = this.bytes.length;
    const isFew = lists.reduce((sum, list) => sum + list.length, 0) <= few;
    let first = rows;
    let last = -1;
    for (const list of lists) {
      for (const row of list) {
        if (row < rows) {
          first = row < first ? row : first;
          last = row > last ? row : last;
          if (isFew) {
            this.touched(row, 1);
          }
        }
      }
    }
    if (!isFew && last >= first) {
      this.touched(first, last - first + 1);
    }
  }
}
