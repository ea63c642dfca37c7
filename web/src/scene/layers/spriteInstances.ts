import { BufferAttribute, DynamicDrawUsage, InstancedBufferAttribute, InstancedBufferGeometry, IntType } from 'three';
import type { RowPart } from '../layer';
import type { PlacedRows } from '../placedRows';
import { levelOf } from '../rowSample';

/**
 * The rows that have a thumbnail as quads on the graphics card. Instances cannot be drawn through an index, so what is not all of them is
 * copied together.
 */
export class SpriteInstances {
  private all: InstancedBufferGeometry | null = null;
  private readonly some = new Copies();
  private readonly one = new Copies();

  /** @param count The first rows, which have a thumbnail. */
  constructor(
    private readonly rows: PlacedRows,
    private readonly count: number,
  ) {}

  /** @param emphasized Rows that are in every sample. */
  part(part: RowPart, emphasized: readonly number[]): InstancedBufferGeometry {
    const { rows, count } = this;
    if (part.of === 'all') {
      return (this.all ??= this.whole());
    }
    if (part.of === 'run') {
      const length = Math.max(0, Math.min(part.count, count - part.first));
      return this.some.of(rows, `run ${part.first} ${length}`, () => Array.from({ length }, (_, i) => part.first + i));
    }
    return this.some.of(rows, `sample ${part.level}`, () => {
      const sample = rows.sample(0, count);
      const also = emphasized.filter((row) => row < count && levelOf(row) < part.level);
      return [...sample.order.subarray(0, sample.count(part.level)), ...also];
    });
  }

  /** One row by itself. */
  single(row: number): InstancedBufferGeometry {
    return this.one.of(this.rows, String(row), () => [row]);
  }

  dispose(): void {
    this.all?.dispose();
    this.some.dispose();
    this.one.dispose();
  }

  private whole(): InstancedBufferGeometry {
    const { rows, count } = this;
    const geometry = quad();
    geometry.setAttribute('start', rows.start.asInstance);
    geometry.setAttribute('place', rows.place.asInstance);
    geometry.setAttribute('color', rows.color.asInstance);
    geometry.setAttribute('flags', rows.flagBytes.asInstance);
    geometry.setAttribute(
      'row',
      new InstancedBufferAttribute(
        Uint32Array.from({ length: count }, (_, row) => row),
        1,
      ),
    );
    geometry.instanceCount = count;
    return geometry;
  }
}

/** Copies of some rows, one behind the other; made anew when other rows are asked for or anything of the rows has changed. */
class Copies {
  private geometry = quad();
  private room = 0;
  private key = '';

  /** @param list Is asked for the rows only when they have to be copied. */
  of(rows: PlacedRows, what: string, list: () => readonly number[]): InstancedBufferGeometry {
    const key = [what, rows.start.version, rows.place.version, rows.color.version, rows.flagBytes.version].join(' ');
    if (key !== this.key) {
      this.key = key;
      this.copy(rows, list());
    }
    return this.geometry;
  }

  dispose(): void {
    this.geometry.dispose();
  }

  private copy(rows: PlacedRows, list: readonly number[]): void {
    if (list.length > this.room) {
      this.makeRoom(list.length);
    }
    this.geometry.instanceCount = list.length;
    this.fill('start', rows.start.array, list);
    this.fill('place', rows.place.array, list);
    this.fill('color', rows.color.array, list);
    this.fill('flags', rows.flagBytes.array, list);
    this.fill('row', null, list);
  }

  private makeRoom(count: number): void {
    this.geometry.dispose();
    this.geometry = quad();
    this.room = count;
    const add = (name: string, array: Float32Array | Uint32Array | Uint16Array | Uint8Array, size: number): void => {
      const attribute = new InstancedBufferAttribute(array, size).setUsage(DynamicDrawUsage);
      if (!(array instanceof Float32Array)) {
        attribute.gpuType = IntType;
      }
      this.geometry.setAttribute(name, attribute);
    };
    add('start', new Float32Array(3 * count), 3);
    add('place', new Float32Array(3 * count), 3);
    add('color', new Uint16Array(count), 1);
    add('flags', new Uint8Array(count), 1);
    add('row', new Uint32Array(count), 1);
  }

  /** @param source Values of all rows; null for their numbers. */
  private fill(name: string, source: ArrayLike<number> | null, list: readonly number[]): void {
    const attribute = this.geometry.getAttribute(name) as InstancedBufferAttribute;
    const { array, itemSize } = attribute;
    list.forEach((row, i) => {
      for (let value = 0; value < itemSize; value++) {
        array[i * itemSize + value] = source === null ? row : (source[row * itemSize + value] ?? 0);
      }
    });
    attribute.clearUpdateRanges();
    attribute.addUpdateRange(0, list.length * itemSize);
    attribute.needsUpdate = true;
  }
}

function quad(): InstancedBufferGeometry {
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute('corner', new BufferAttribute(new Float32Array([-1, -1, 1, -1, 1, 1, -1, 1]), 2));
  geometry.setIndex([0, 2, 1, 0, 3, 2]);
  return geometry;
}
