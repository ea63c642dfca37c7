import type { Positions } from '../state/projection';

/** As many histories are remembered; a person compares few. */
const most = 100;

/** One scale for the steps of a training: that of the widest which has been on the map, so that all of them have room. */
export class CommonScale {
  private readonly smallest = new Map<string, number>();

  /** The scale of a map among its like, with `own` where it would be alone; `compared` names those that it is compared with, if any. */
  of(compared: string | null, { rows, dimensions }: Pick<Positions, 'rows' | 'dimensions'>, own: number): number {
    if (compared === null) {
      return own;
    }
    const key = `${compared} ${rows} ${dimensions}`;
    const scale = Math.min(own, this.smallest.get(key) ?? own);
    if (this.smallest.size >= most && !this.smallest.has(key)) {
      this.smallest.clear();
    }
    this.smallest.set(key, scale);
    return scale;
  }
}
