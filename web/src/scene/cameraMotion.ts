import { alike, between, type Viewpoint } from './viewpoint';

/** Time in which a hand's movement has come to 63 %: enough to be smooth, too little to feel behind. */
const followMilliseconds = 35;
export const glideMilliseconds = 400;

/** Slow at both ends; t from 0 to 1. */
export function eased(t: number): number {
  return t < 0.5 ? 4 * t ** 3 : 1 - (-2 * t + 2) ** 3 / 2;
}

/** The viewpoint in time: it follows the hand closely, and glides to where it is sent. */
export class CameraMotion {
  private goal: Viewpoint;
  private glide: { from: Viewpoint; since: number } | null = null;
  private last: number | null = null;

  constructor(
    public current: Viewpoint,
    private readonly still: () => boolean,
  ) {
    this.goal = current;
  }

  /** Where the movement will end. */
  get destination(): Viewpoint {
    return this.goal;
  }

  jumpTo(v: Viewpoint): void {
    this.goal = v;
    this.current = v;
    this.glide = null;
  }

  glideTo(v: Viewpoint, now: number): void {
    if (this.still()) {
      this.jumpTo(v);
      return;
    }
    this.glide = { from: this.current, since: now };
    this.goal = v;
  }

  /** Moves by hand; ends any glide. */
  steer(change: (v: Viewpoint) => Viewpoint): void {
    this.glide = null;
    this.goal = change(this.goal);
  }

  /** Moves on to the time `now`, in milliseconds. True while there is more to come. */
  advance(now: number): boolean {
    const elapsed = this.last === null ? 16 : Math.max(now - this.last, 1);
    if (this.glide !== null) {
      const t = (now - this.glide.since) / glideMilliseconds;
      this.current = between(this.glide.from, this.goal, t >= 1 ? 1 : eased(Math.max(t, 0)));
      if (t >= 1) {
        this.glide = null;
      }
    } else if (this.current !== this.goal) {
      const step = this.still() ? 1 : 1 - Math.exp(-elapsed / followMilliseconds);
      const next = between(this.current, this.goal, step);
      this.current = alike(next, this.goal) ? this.goal : next;
    }
    const moving = this.current !== this.goal;
    this.last = moving ? now : null;
    return moving;
  }
}
