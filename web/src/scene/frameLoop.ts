/** Draws when asked to and as long as something moves; an idle map draws nothing, and neither does a hidden page. */
export class FrameLoop {
  private requested: number | null = null;

  /** @param draw Draws one picture at a time in milliseconds and says whether another must follow. */
  constructor(private readonly draw: (now: number) => boolean) {}

  request(): void {
    this.requested ??= requestAnimationFrame(this.step);
  }

  dispose(): void {
    if (this.requested !== null) {
      cancelAnimationFrame(this.requested);
    }
    this.requested = -1;
  }

  private readonly step = (now: number) => {
    this.requested = null;
    if (this.draw(now)) {
      this.request();
    }
  };
}
