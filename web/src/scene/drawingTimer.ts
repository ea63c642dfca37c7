/** Milliseconds between two looks at whether the graphics card is done. */
const pollTime = 4;

/**
 * Measures how long the graphics card works on each picture: from when it could begin, which is when it had the picture before done,
 * to when it is done. Asks without waiting; the page goes on meanwhile.
 */
export class DrawingTimer {
  private readonly pending: { fence: WebGLSync; submitted: number }[] = [];
  private lastDone = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param took Is told of each picture in turn. */
  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly took: (milliseconds: number) => void,
  ) {}

  /** To be called when everything of a picture was handed to the graphics card, and when that was begun. */
  submitted(begun: number): void {
    const { gl } = this;
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    if (fence !== null) {
      gl.flush();
      this.pending.push({ fence, submitted: begun });
      this.timer ??= setTimeout(this.look, pollTime);
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.forget();
  }

  /** Forgets what is under way: a context that was lost never gets it done. */
  forget(): void {
    for (const { fence } of this.pending.splice(0)) {
      this.gl.deleteSync(fence);
    }
  }

  private readonly look = (): void => {
    const { gl, pending } = this;
    this.timer = undefined;
    for (;;) {
      const [first] = pending;
      if (first === undefined || gl.getSyncParameter(first.fence, gl.SYNC_STATUS) !== gl.SIGNALED) {
        break;
      }
      pending.shift();
      gl.deleteSync(first.fence);
      const now = performance.now();
      this.took(now - Math.max(first.submitted, this.lastDone));
      this.lastDone = now;
    }
    if (pending.length > 0) {
      this.timer = setTimeout(this.look, pollTime);
    }
  };
}
