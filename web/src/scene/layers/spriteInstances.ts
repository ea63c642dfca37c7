import { BufferAttribute, DynamicDrawUsage, InstancedBufferAttribute, InstancedBufferGeometry, IntType } from 'three';
import type { RowPart } from '../layer';
import type { PlacedRows, RowChannel } from '../placedRows';
import { levelOf } from '../rowSample';

type Values = Float32Array | Uint32Array | Uint16Array | Uint8Array;

/**
 * Rows as quads on the graphics card, those of each texture by themselves: what is drawn with one texture does not pass by the rows of
 * the others. Instances cannot be drawn through an index, so the rows of a part are copied together.
 */
export class SpriteInstances {
  private readonly some: readonly Copies[];
  private readonly one: Copies;
  private known = '';

  /**
   * @param count The first rows, which have a thumbnail.
   * @param tileOf Which texture a row is on.
   */
  constructor(
    private readonly rows: PlacedRows,
    private readonly count: number,
    tiles: number,
    private readonly tileOf: (row: number) => number,
  ) {
    this.some = Array.from({ length: tiles }, () => new Copies(rows));
    this.one = new Copies(rows);
  }

  /**
   * A part of the rows, by texture.
   *
   * @param emphasized Rows that are in every sample.
   */
  part(part: RowPart, emphasized: readonly number[]): readonly InstancedBufferGeometry[] {
    const key = JSON.stringify([part, part.of === 'sample' ? this.rows.flagBytes.version : 0]);
    if (key !== this.known) {
      this.known = key;
      const lists: number[][] = this.some.map(() => []);
      this.eachOf(part, emphasized, (row) => lists[this.tileOf(row)]?.push(row));
      this.some.forEach((copies, tile) => copies.take(lists[tile] ?? []));
    }
    return this.some.map((copies) => copies.upToDate());
  }

  /** One row by itself, by texture. */
  single(row: number): readonly (InstancedBufferGeometry | null)[] {
    this.one.take([row]);
    const geometry = this.one.upToDate();
    return this.some.map((_, tile) => (tile === this.tileOf(row) ? geometry : null));
  }

  dispose(): void {
    [...this.some, this.one].forEach((copies) => copies.dispose());
  }

  private eachOf(part: RowPart, emphasized: readonly number[], visit: (row: number) => void): void {
    if (part.of === 'sample') {
      const sample = this.rows.sample(0, this.count);
      sample.order.subarray(0, sample.count(part.level)).forEach((row) => visit(row));
      emphasized.filter((row) => row < this.count && levelOf(row) < part.level).forEach(visit);
      return;
    }
    const [first, past] = part.of === 'run' ? [part.first, part.first + part.count] : [0, this.count];
    for (let row = first; row < Math.min(past, this.count); row++) {
      visit(row);
    }
  }
}

/** Copies of some rows, one behind the other. What has changed since it was copied is copied anew. */
class Copies {
  private geometry = quad();
  private room = 0;
  private list: readonly number[] = [];
  private copied: Readonly<Record<string, number>> = {};

  constructor(private readonly rows: PlacedRows) {}

  /** Stands for these rows from now on. */
  take(list: readonly number[]): void {
    this.list = list;
    this.copied = {};
    if (list.length > this.room) {
      this.geometry.dispose();
      this.geometry = quad();
      this.room = list.length;
    }
    this.geometry.instanceCount = list.length;
    this.fill('row', Uint32Array, 1, null);
  }

  upToDate(): InstancedBufferGeometry {
    const { start, place, color, flagBytes: flags } = this.rows;
    const channels: Readonly<Record<string, RowChannel<Float32Array | Uint16Array | Uint8Array>>> = {
      start,
      place,
      color,
      flags,
    };
    for (const [name, { array, itemSize, version }] of Object.entries(channels)) {
      if (this.copied[name] !== version) {
        this.fill(name, array.constructor as new (length: number) => Values, itemSize, array);
        this.copied = { ...this.copied, [name]: version };
      }
    }
    return this.geometry;
  }

  dispose(): void {
    this.geometry.dispose();
  }

  /** @param source Values of all rows; null for their numbers. */
  private fill(name: string, kind: new (length: number) => Values, size: number, source: Values | null): void {
    const { geometry, list } = this;
    let attribute = geometry.getAttribute(name) as InstancedBufferAttribute | undefined;
    if (attribute === undefined) {
      attribute = new InstancedBufferAttribute(new kind(this.room * size), size).setUsage(DynamicDrawUsage);
      if (kind !== Float32Array) {
        attribute.gpuType = IntType;
      }
      geometry.setAttribute(name, attribute);
    }
    const { array } = attribute;
    for (let i = 0, to = 0; i < list.length; i++) {
      const row = list[i] ?? 0;
      for (let value = 0; value < size; value++, to++) {
        array[to] = source === null ? row : (source[row * size + value] ?? 0);
      }
    }
    attribute.clearUpdateRanges();
    attribute.addUpdateRange(0, list.length * size);
    attribute.needsUpdate = true;
  }
}

function quad(): InstancedBufferGeometry {
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute('corner', new BufferAttribute(new Float32Array([-1, -1, 1, -1, 1, 1, -1, 1]), 2));
  geometry.setIndex([0, 2, 1, 0, 3, 2]);
  return geometry;
}
