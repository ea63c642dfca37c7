import { mixed } from './rowShuffle';

/** One row in 2⁷ is the least that stands for all. */
const deepest = 7;

/**
 * Fair samples of the rows, each half of the one before. A row is in the sample of a level when its mixed bits begin with as many
 * zeros: a choice that knows nothing of the order in the file, whether it is sorted by class or repeats itself, that stays the same
 * while the map turns, and in which each sample holds the smaller ones.
 */
export class RowSample {
  /** Rows of the first sample (one in two) such that the smaller samples come first; ascending within each level. */
  readonly order: Uint32Array;
  private readonly counts: number[];

  constructor(first: number, past: number) {
    const perLevel = new Uint32Array(deepest + 1);
    for (let row = first; row < past; row++) {
      const level = levelOf(row);
      perLevel[level] = (perLevel[level] ?? 0) + 1;
    }
    this.counts = Array.from({ length: deepest + 1 }, (_, level) =>
      perLevel.subarray(level).reduce((a, b) => a + b, 0),
    );
    const next = this.counts.map((_, level) => this.count(level + 1));
    this.order = new Uint32Array(this.count(1));
    for (let row = first; row < past; row++) {
      const level = levelOf(row);
      if (level > 0) {
        const to = next[level] ?? 0;
        this.order[to] = row;
        next[level] = to + 1;
      }
    }
  }

  /** How many rows are in the sample of a level: about one in 2^level, all of them at 0. */
  count(level: number): number {
    return this.counts[level] ?? 0;
  }

  /** The level of the smallest sample of at least `fewest` rows. */
  static deepestOf(rows: number, fewest: number): number {
    return Math.max(0, Math.min(deepest, Math.floor(Math.log2(rows / fewest))));
  }
}

/** The level of the smallest sample that has a row. */
export function levelOf(row: number): number {
  return Math.min(Math.clz32(mixed(row)), deepest);
}
