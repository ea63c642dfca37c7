import { addBits, bitsOf, countBits, hasBit, listBits, setBit, walkBits } from './bits';

/** Rows in an order of their own, or rows in ascending order as one bit each, of which a million are an eighth of a megabyte. */
type Part = Uint32Array | Uint8Array<ArrayBuffer>;

/** Fewer rows than this are a list, however near to each other they are, and found in a set of the language soon enough. */
const few = 1000;
/** A row of a list takes as much as so many of a mask. */
const bitsOfListed = 32;

/**
 * Rows, each once, in the order in which they came: the first is the main one. What comes at once, as from a lasso, is one part, as small
 * as its form can be; sets that grow out of each other share their parts, so that many of them can be kept. Joining a large one costs a
 * step a byte of the mask and not one a row.
 */
export class RowSet implements Iterable<number> {
  static readonly none = new RowSet([]);
  readonly length: number;

  private constructor(private readonly parts: readonly Part[]) {
    this.length = parts.reduce((sum, part) => sum + (isList(part) ? part.length : countBits(part)), 0);
  }

  /** Rows as they come; what comes again is left out. */
  static of(rows: ArrayLike<number>): RowSet {
    const list = eachOnce(rows);
    const last = list[list.length - 1] ?? 0;
    const isMask = list.length > few && last < bitsOfListed * list.length && ascends(list);
    return list.length === 0 ? RowSet.none : new RowSet([isMask ? bitsOf(list, last + 1) : list]);
  }

  /** The rows of a mask, ascending. The mask is taken over, not copied. */
  static ofBits(bits: Uint8Array<ArrayBuffer>): RowSet {
    return new RowSet(partsOf(bits));
  }

  get first(): number | null {
    return this.take(1)[0] ?? null;
  }

  /** The first rows, at most `count`. */
  take(count: number): number[] {
    const taken: number[] = [];
    for (const row of this) {
      if (taken.length === count) {
        break;
      }
      taken.push(row);
    }
    return taken;
  }

  *[Symbol.iterator](): Iterator<number> {
    for (const part of this.parts) {
      yield* isList(part) ? part : walkBits(part);
    }
  }

  /** The rows in their order, a list to keep: a million of them are walked through some ten times as fast as by the iterator. */
  list(): Uint32Array {
    const list = new Uint32Array(this.length);
    let at = 0;
    for (const part of this.parts) {
      const rows = isList(part) ? part : listBits(part);
      list.set(rows, at);
      at += rows.length;
    }
    return list;
  }

  /** A function that tells whether a row is among these. */
  membership(): (row: number) => boolean {
    if (this.length <= few) {
      const set = new Set(this);
      return (row) => set.has(row);
    }
    const bits = this.bits(this.past);
    return (row) => hasBit(bits, row);
  }

  /** Those below `count` as one bit each; not to be written to. */
  bits(count: number): Uint8Array<ArrayBuffer> {
    const bytes = Math.ceil(count / 8);
    const [only] = this.parts;
    if (this.parts.length === 1 && only !== undefined && !isList(only) && only.length === bytes) {
      return only;
    }
    const bits = new Uint8Array(bytes);
    for (const part of this.parts) {
      if (isList(part)) {
        addBits(bits, part, count);
      } else {
        for (let at = 0; at < Math.min(bytes, part.length); at++) {
          bits[at] = (bits[at] ?? 0) | (part[at] ?? 0);
        }
      }
    }
    return bits;
  }

  /** In ascending order, a list to keep. */
  ascending(): Uint32Array {
    const list = this.list();
    return ascends(list) ? list : this.length <= few ? list.sort() : listBits(this.bits(this.past));
  }

  /** Those below `count`, in the same order. */
  below(count: number): RowSet {
    return this.past <= count ? this : RowSet.of(this.list().filter((row) => row < count));
  }

  /** These, and behind them those of `other` that are not among these. */
  plus(other: RowSet): RowSet {
    const { parts: added } = this.length === 0 ? other : other.minus(this);
    const last = this.parts[this.parts.length - 1];
    const [first, ...rest] = added;
    if (last === undefined || first === undefined) {
      return last === undefined ? other : this;
    }
    if (isList(last) && isList(first)) {
      const joined = new Uint32Array(last.length + first.length);
      joined.set(last);
      joined.set(first, last.length);
      return new RowSet([...this.parts.slice(0, -1), joined, ...rest]);
    }
    return new RowSet([...this.parts, ...added]);
  }

  /** These but for those of `other`. */
  minus(other: RowSet): RowSet {
    if (this.length === 0 || other.length === 0) {
      return this;
    }
    const isOther = other.membership();
    return new RowSet(
      this.parts.flatMap((part) => {
        if (isList(part)) {
          const kept = part.filter((row) => !isOther(row));
          return kept.length === 0 ? [] : [kept];
        }
        const gone = other.bits(8 * part.length);
        return partsOf(part.map((byte, at) => byte & ~(gone[at] ?? 0)));
      }),
    );
  }

  /** These but for those of `other`, and behind them those of `other` that are not among these. */
  toggled(other: RowSet): RowSet {
    return this.minus(other).plus(other.minus(this));
  }

  /** Whether these are the same rows in the same order. */
  equals(other: RowSet): boolean {
    if (this === other || this.length !== other.length) {
      return this === other;
    }
    const isSame =
      this.parts.length === other.parts.length && this.parts.every((part, i) => alike(part, other.parts[i]));
    return isSame || alike(this.list(), other.list());
  }

  /** A number that all are below. */
  private get past(): number {
    return this.parts.reduce(
      (past, part) =>
        isList(part) ? part.reduce((most, row) => Math.max(most, row + 1), past) : Math.max(past, 8 * part.length),
      0,
    );
  }
}

function isList(part: Part): part is Uint32Array {
  return part instanceof Uint32Array;
}

function alike(a: Part, b: Part | undefined): boolean {
  return b !== undefined && isList(a) === isList(b) && a.length === b.length && a.every((value, i) => value === b[i]);
}

/** A mask as the smaller of its forms. */
function partsOf(bits: Uint8Array<ArrayBuffer>): Part[] {
  const count = countBits(bits);
  return count === 0 ? [] : [bitsOfListed * count < 8 * bits.length ? listBits(bits) : bits];
}

function ascends(rows: ArrayLike<number>): boolean {
  for (let i = 1; i < rows.length; i++) {
    if ((rows[i] ?? 0) <= (rows[i - 1] ?? 0)) {
      return false;
    }
  }
  return true;
}

/** Each row once, in a list of its own. A set of a million would take a quarter of a second, so a mask stands for it. */
function eachOnce(rows: ArrayLike<number>): Uint32Array {
  if (ascends(rows)) {
    return Uint32Array.from(rows);
  }
  let last = 0;
  for (let i = 0; i < rows.length; i++) {
    last = Math.max(last, rows[i] ?? 0);
  }
  if (rows.length <= few || last > bitsOfListed * rows.length) {
    return Uint32Array.from(new Set(Array.from(rows)));
  }
  const seen = new Uint8Array((last >> 3) + 1);
  return Uint32Array.from(rows).filter((row) => {
    const isFirst = !hasBit(seen, row);
    setBit(seen, row);
    return isFirst;
  });
}
