import type { Way } from './walking';

/** What keys on the focused map do. */
export interface KeyListener {
  turn(dx: number, dy: number): void;
  /** An arrow without Shift: steps to another point, or turns. */
  step(way: Way): void;
  pan(dx: number, dy: number): void;
  /** Multiplies the distance about the middle of the map. */
  zoomMiddle(factor: number): void;
  reset(): void;
}

/** CSS pixels of a drag that does the same. */
export const stride = 40;
const arrows: Readonly<Record<string, Way>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const turns: Readonly<Record<string, Way>> = { a: [-1, 0], d: [1, 0], w: [0, -1], s: [0, 1] };

/**
 * Arrows step or turn (with Shift: move), W A S D turn, plus and minus zoom, Home and 0 reset. Returns the function that stops
 * listening.
 */
export function listenToKeys(canvas: HTMLElement, listener: KeyListener): () => void {
  const down = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const arrow = arrows[event.key];
    const turn = turns[event.key];
    if (arrow !== undefined && event.shiftKey) {
      listener.pan(-arrow[0] * stride, -arrow[1] * stride);
    } else if (arrow !== undefined) {
      listener.step(arrow);
    } else if (turn !== undefined) {
      listener.turn(-turn[0] * stride, -turn[1] * stride);
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
