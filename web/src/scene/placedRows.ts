import { BufferAttribute, DynamicDrawUsage, IntType } from 'three';
import { type Bounds, boundsBetween, padded } from './bounds';
import { RowFlags } from './rowFlags';
import { RowSample } from './rowSample';
import { RowTree } from './rowTree';
import type { Piecewise } from './zOrder';

/** An array with one entry per row and its copy on the graphics card, which is made only when a layer asks for it. */
export class RowChannel<A extends Float32Array | Uint16Array | Uint8Array> {
  private vertex: BufferAttribute | null = null;
  /** Another one after each change. */
  version = 0;

  constructor(
    readonly array: A,
    readonly itemSize: number,
  ) {}

  get asVertex(): BufferAttribute {
    if (this.vertex === null) {
      this.vertex = new BufferAttribute(this.array, this.itemSize).setUsage(DynamicDrawUsage);
      if (!(this.array instanceof Float32Array)) {
        this.vertex.gpuType = IntType;
      }
    }
    return this.vertex;
  }

  /** Uploads the entries of a run of rows before the next picture. */
  touch(first: number, count: number): void {
    this.version++;
    if (this.vertex !== null) {
      this.vertex.addUpdateRange(first * this.itemSize, count * this.itemSize);
      this.vertex.needsUpdate = true;
    }
  }
}

/** All that is drawn of each row, as flat arrays that live as long as the number of rows stays. */
export class PlacedRows {
  /** [n, 3] where each row glides from; without meaning, and without memory on most systems, before the first glide. */
  readonly start: RowChannel<Float32Array>;
  /** [n, 3] where each row belongs, in the unit cube. */
  readonly place: RowChannel<Float32Array>;
  /** [n] palette index. */
  readonly color: RowChannel<Uint16Array>;
  readonly flags: RowFlags;
  readonly flagBytes: RowChannel<Uint8Array>;
  /** Largest distance of a row from the origin; at least 1. */
  radius = 1;
  /** What the rows within the cube [−1, 1]³ take up, and what they took up at the start of the glide. */
  bounds: Bounds = { min: [0, 0, 0], max: [0, 0, 0] };
  startBounds: Bounds = this.bounds;
  private knownTree: RowTree | null = null;
  private growing: Piecewise<RowTree> | null = null;
  private readonly samples = new Map<string, RowSample>();

  constructor(readonly count: number) {
    this.start = new RowChannel(new Float32Array(count * 3), 3);
    this.place = new RowChannel(new Float32Array(count * 3), 3);
    this.color = new RowChannel(new Uint16Array(count), 1);
    this.flags = new RowFlags(count, (first, n) => this.flagBytes.touch(first, n));
    this.flagBytes = new RowChannel(this.flags.bytes, 1);
  }

  /** Where the rows rest, for questions about places; null until the tree has grown after they were placed. */
  get tree(): RowTree | null {
    return this.knownTree;
  }

  /** Goes on growing the tree while there is time. True when it is there. */
  growTree(hasTime: () => boolean): boolean {
    if (this.knownTree === null) {
      this.growing ??= RowTree.growing(this.place.array, this.flags);
      for (let step = this.growing.next(); ; step = this.growing.next()) {
        if (step.done === true) {
          this.knownTree = step.value;
          this.growing = null;
          break;
        }
        if (!hasTime()) {
          break;
        }
      }
    }
    return this.knownTree !== null;
  }

  /** Fair samples of the rows from `first` to before `past`; made when the first is drawn. */
  sample(first: number, past: number): RowSample {
    const key = `${first} ${past}`;
    const sample = this.samples.get(key) ?? new RowSample(first, past);
    this.samples.set(key, sample);
    return sample;
  }

  /** Makes where the rows are at this moment of a glide the start of the next. */
  startFromHere(glide: number): void {
    const start = this.start.array;
    const place = this.place.array;
    for (let i = 0; i < start.length; i++) {
      const from = start[i] ?? 0;
      start[i] = from + ((place[i] ?? 0) - from) * glide;
    }
    this.start.touch(0, this.count);
    this.startBounds = boundsBetween(this.startBounds, this.bounds, glide);
  }

  /** Uploads newly written places. */
  placesChanged(): void {
    const place = this.place.array;
    let largest = 1;
    const min: Bounds['min'] = [0, 0, 0];
    const max: Bounds['max'] = [0, 0, 0];
    for (let i = 0; i < place.length; i += 3) {
      const x = place[i] ?? 0;
      const y = place[i + 1] ?? 0;
      const z = place[i + 2] ?? 0;
      largest = Math.max(largest, x * x + y * y + z * z);
      if (Math.abs(x) <= 1 && Math.abs(y) <= 1 && Math.abs(z) <= 1) {
        min[0] = Math.min(min[0], x);
        min[1] = Math.min(min[1], y);
        min[2] = Math.min(min[2], z);
        max[0] = Math.max(max[0], x);
        max[1] = Math.max(max[1], y);
        max[2] = Math.max(max[2], z);
      }
    }
    this.radius = Math.sqrt(largest);
    this.bounds = padded({ min, max });
    this.place.touch(0, this.count);
    this.knownTree = null;
    this.growing = null;
  }

  /** One coordinate (0, 1, 2) of a row at this moment of a glide. */
  coordinate(row: number, axis: number, glide: number): number {
    const from = this.start.array[row * 3 + axis] ?? 0;
    return from + ((this.place.array[row * 3 + axis] ?? 0) - from) * glide;
  }
}
