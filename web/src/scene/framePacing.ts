import { RowSample } from './rowSample';

/** A picture that takes longer than this is felt (milliseconds), and one that takes less leaves room for twice as much. */
const tooLong = 40;
const leavesRoom = 16;
const wanted = 33;
/** One slow picture may be anything: a program that is compiled, another tab. */
const slowInARow = 2;
const quickInARow = 8;
/** As what rows are drawn. */
export type DrawnKind = 'points' | 'thumbnails';
/**
 * Of each kind: milliseconds of a row where the processor draws, before anything is measured, and how many rows are drawn at once by
 * whatever draws: fewer are no picture of much.
 */
const kinds = {
  points: { inSoftware: 0.0005, fewest: 8192 },
  thumbnails: { inSoftware: 0.005, fewest: 2048 },
} as const;

/**
 * How much of the map is drawn at once: one row in 2^level while it moves, and as many rows at a time when it is completed at rest.
 * Follows what pictures take: slow ones are thinned out at once, quick ones get twice as many rows after a while.
 */
export class FramePacing {
  private current = 0;
  private deepest = 0;
  private slow = 0;
  private quick = 0;

  /** @param software Whether the processor draws: then a first guess is made before any picture is. */
  constructor(private readonly software: boolean) {}

  /** 0 draws every row. */
  get level(): number {
    return this.current;
  }

  /** Other rows are shown, or they as something else. */
  begin(rows: number, kind: DrawnKind): void {
    this.deepest = RowSample.deepestOf(rows, kinds[kind].fewest);
    const guess = this.software ? Math.ceil(Math.log2((rows * kinds[kind].inSoftware) / wanted)) : 0;
    this.current = Math.max(0, Math.min(guess, this.deepest));
    this.slow = 0;
    this.quick = 0;
  }

  /** A picture of the present level took so many milliseconds. */
  took(milliseconds: number): void {
    this.slow = milliseconds > tooLong ? this.slow + 1 : 0;
    this.quick = milliseconds < leavesRoom ? this.quick + 1 : 0;
    if (this.slow >= slowInARow && this.current < this.deepest) {
      const steps = Math.max(1, Math.floor(Math.log2(milliseconds / wanted)));
      this.current = Math.min(this.deepest, this.current + steps);
      this.slow = 0;
    } else if (this.quick >= quickInARow && this.current > 0) {
      this.current -= 1;
      this.quick = 0;
    }
  }
}
