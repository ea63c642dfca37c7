/** What keys on the focused map do. */
export interface KeyListener {
  turn(dx: number, dy: number): void;
  pan(dx: number, dy: number): void;
  /** Multiplies the distance about the middle of the map. */
  zoomMiddle(factor: number): void;
  reset(): void;
}

const stride = 40;
const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [stride, 0],
  ArrowRight: [-stride, 0],
  ArrowUp: [0, stride],
  ArrowDown: [0, -stride],
};

/** Arrows turn (with Shift: move), plus and minus zoom, Home and 0 reset. Returns the function that stops listening. */
export function listenToKeys(canvas: HTMLElement, listener: KeyListener): () => void {
  const down = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const arrow = arrows[event.key];
    if (arrow !== undefined) {
      if (event.shiftKey) {
        listener.pan(...arrow);
      } else {
        listener.turn(...arrow);
      }
    } else if (event.key === '+' || event.key === '=') {
      listener.zoomMiddle(0.8);
    } else if (event.key === '-' || event.key === '_') {
      listener.zoomMiddle(1.25);
    } else if (event.key === 'Home' || event.key === '0') {
      listener.reset();
    } else {
      return;
    }
    event.preventDefault();
  };
  canvas.addEventListener('keydown', down);
  return () => canvas.removeEventListener('keydown', down);
}
