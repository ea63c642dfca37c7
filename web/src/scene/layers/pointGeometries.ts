import { BufferAttribute, BufferGeometry, DynamicDrawUsage } from 'three';
import { mostNeighbors } from '../../state/selection';
import type { RowPart } from '../layer';
import type { PlacedRows } from '../placedRows';
import { mostRings } from '../rowSize';

/**
 * The rows on the graphics card as points, whole, as a fair sample or a few of them: always the same arrays of rows, with or without an
 * index. Where the rows glide from is looked at only while they glide; at rest a point is 15 bytes.
 */
export class PointGeometries {
  private readonly made = new Map<string, BufferGeometry>();
  /** Selected rows with rings, neighbors, and the row under the pointer. */
  private readonly few = new BufferAttribute(new Uint32Array(mostRings + mostNeighbors + 1), 1).setUsage(
    DynamicDrawUsage,
  );

  constructor(private readonly rows: PlacedRows) {}

  /** A part of the rows from `least` on; null when there is none. */
  part(part: RowPart, least: number, glides: boolean): BufferGeometry | null {
    const { rows } = this;
    if (part.of === 'sample') {
      const sample = rows.sample(least, rows.count);
      const geometry = this.geometry(`sample ${least}`, glides, () => new BufferAttribute(sample.order, 1));
      geometry.setDrawRange(0, sample.count(part.level));
      return geometry;
    }
    const first = part.of === 'run' ? Math.max(part.first, least) : least;
    const past = part.of === 'run' ? part.first + part.count : rows.count;
    if (first >= past) {
      return null;
    }
    const geometry = this.geometry('all', glides);
    geometry.setDrawRange(first, past - first);
    return geometry;
  }

  /** The rows of a short list; null when there is none. */
  listed(list: readonly number[], glides: boolean): BufferGeometry | null {
    const known = list.filter((row) => row < this.rows.count).slice(0, this.few.array.length);
    if (known.length === 0) {
      return null;
    }
    if (known.some((row, i) => this.few.array[i] !== row)) {
      this.few.array.set(known);
      this.few.addUpdateRange(0, known.length);
      this.few.needsUpdate = true;
    }
    const geometry = this.geometry('few', glides, () => this.few);
    geometry.setDrawRange(0, known.length);
    return geometry;
  }

  /** Takes everything from the graphics card, the arrays of the rows with it. */
  dispose(): void {
    for (const geometry of this.made.values()) {
      geometry.dispose();
    }
    this.made.clear();
  }

  private geometry(kind: string, glides: boolean, index?: () => BufferAttribute): BufferGeometry {
    const key = `${kind} ${glides}`;
    let geometry = this.made.get(key);
    if (geometry === undefined) {
      geometry = new BufferGeometry();
      if (glides) {
        geometry.setAttribute('start', this.rows.start.asVertex);
      }
      geometry.setAttribute('place', this.rows.place.asVertex);
      geometry.setAttribute('color', this.rows.color.asVertex);
      geometry.setAttribute('flags', this.rows.flagBytes.asVertex);
      geometry.setIndex(index?.() ?? null);
      this.made.set(key, geometry);
    }
    return geometry;
  }
}
