import { type Area, boxBetween, type Place } from './area';
import type { Joining } from './areaSelection';

/** What hands do to the map. Coordinates are CSS pixels from the top left of the canvas. */
export interface GestureListener {
  /** Drag with the main button or one finger: turns a 3-D map, moves a flat one. */
  turn(dx: number, dy: number): void;
  pan(dx: number, dy: number): void;
  /** Multiplies the distance by `factor` about (x, y). */
  zoom(factor: number, x: number, y: number): void;
  /** Null when the pointer leaves. */
  hover(at: { x: number; y: number } | null): void;
  click(x: number, y: number, joining: Joining): void;
  doubleClick(x: number, y: number): void;
  /** The area that is being drawn; null when the drawing ends or is given up. */
  area(area: Area | null): void;
  /** `joining` is null where the keys say nothing. */
  enclosed(area: Area, joining: Joining | null): void;
  /** What a plain drag draws; null when it moves the map. */
  draws(): Area['kind'] | null;
  /** The fingers or the button are up. */
  rest(): void;
}

type Drag = 'turn' | 'pan' | Area['kind'];

/** CSS pixels between two places of a lasso. */
const lassoStep = 2;

/** How far a pointer may slip in a click, in CSS pixels. */
const clickSlop: Readonly<Record<string, number>> = { mouse: 4, pen: 6, touch: 10 };
const longPressMilliseconds = 500;

/** Listens to the pointers and the wheel on the canvas until the returned function is called. */
export function listenToGestures(canvas: HTMLElement, listener: GestureListener): () => void {
  const hands = new Map<number, Place>();
  const ending = new AbortController();
  const { signal } = ending;
  let drag: Drag | null = null;
  let start: Place = { x: 0, y: 0 };
  let path: Place[] = [];
  let moved = false;
  let pinching = false;
  let longPress: ReturnType<typeof setTimeout> | undefined;

  const place = (event: MouseEvent): Place => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const areaTo = (to: Place): Area | null => {
    if (drag === 'lasso') {
      const last = path[path.length - 1] ?? start;
      if (Math.hypot(to.x - last.x, to.y - last.y) >= lassoStep) {
        path.push(to);
      }
      return { kind: 'lasso', path };
    }
    return drag === 'box' ? { kind: 'box', box: boxBetween(start, to) } : null;
  };
  const end = () => {
    clearTimeout(longPress);
    if (drag === 'box' || drag === 'lasso') {
      listener.area(null);
    }
    drag = null;
  };

  const down = (event: PointerEvent) => {
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    const at = place(event);
    hands.set(event.pointerId, at);
    if (hands.size > 1) {
      end();
      pinching = true;
      moved = true;
      return;
    }
    start = at;
    path = [at];
    moved = false;
    pinching = false;
    if (event.button === 0) {
      drag = listener.draws() ?? (event.shiftKey ? 'box' : event.ctrlKey || event.metaKey ? 'pan' : 'turn');
    } else {
      drag = 'pan';
    }
    if (event.pointerType === 'touch') {
      longPress = setTimeout(() => {
        if (!moved) {
          moved = true;
          drag = null;
          listener.hover(start);
        }
      }, longPressMilliseconds);
    }
  };

  const move = (event: PointerEvent) => {
    const at = place(event);
    const before = hands.get(event.pointerId);
    if (before === undefined) {
      if (event.pointerType !== 'touch') {
        listener.hover(at);
      }
      return;
    }
    if (hands.size >= 2) {
      pinch(event.pointerId, at);
    } else if (!pinching) {
      const slop = clickSlop[event.pointerType] ?? 4;
      if (!moved && Math.hypot(at.x - start.x, at.y - start.y) <= slop) {
        return;
      }
      moved = true;
      clearTimeout(longPress);
      if (drag === 'turn') {
        listener.turn(at.x - before.x, at.y - before.y);
      } else if (drag === 'pan') {
        listener.pan(at.x - before.x, at.y - before.y);
      } else {
        listener.area(areaTo(at));
      }
    }
    hands.set(event.pointerId, at);
  };

  const pinch = (id: number, at: Place) => {
    const ids = [...hands.keys()].slice(0, 2);
    const other = ids.find((i) => i !== id);
    const before = hands.get(id);
    const fixed = other === undefined ? undefined : hands.get(other);
    if (!ids.includes(id) || before === undefined || fixed === undefined) {
      return;
    }
    const spread = (h: Place) => Math.max(Math.hypot(h.x - fixed.x, h.y - fixed.y), 1);
    listener.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    listener.zoom(spread(before) / spread(at), (at.x + fixed.x) / 2, (at.y + fixed.y) / 2);
  };

  const up = (event: PointerEvent) => {
    if (!hands.delete(event.pointerId)) {
      return;
    }
    const at = place(event);
    if (!moved && event.button === 0 && !pinching) {
      const toggles = event.ctrlKey || event.metaKey || event.shiftKey;
      listener.click(at.x, at.y, toggles ? 'toggle' : 'replace');
    }
    const area = moved ? areaTo(at) : null;
    end();
    if (area !== null) {
      listener.enclosed(area, event.altKey ? 'subtract' : event.ctrlKey || event.metaKey ? 'add' : null);
    }
    if (hands.size === 0) {
      listener.rest();
    }
  };

  const cancel = (event: PointerEvent) => {
    hands.delete(event.pointerId);
    end();
    listener.rest();
  };

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : 30);
    // A pinch on a trackpad arrives as a wheel with Ctrl and small steps.
    const step = Math.max(-120, Math.min(120, pixels)) * (event.ctrlKey ? 0.01 : 0.0018);
    const at = place(event);
    listener.zoom(Math.exp(step), at.x, at.y);
  };

  canvas.addEventListener('pointerdown', down, { signal });
  canvas.addEventListener('pointermove', move, { signal });
  canvas.addEventListener('pointerup', up, { signal });
  canvas.addEventListener('pointercancel', cancel, { signal });
  canvas.addEventListener('pointerleave', () => hands.size === 0 && listener.hover(null), { signal });
  canvas.addEventListener('wheel', wheel, { signal, passive: false });
  canvas.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  canvas.addEventListener(
    'dblclick',
    (event) => {
      const at = place(event);
      listener.doubleClick(at.x, at.y);
    },
    { signal },
  );
  // Escape gives up an area before anything else on the page hears of it.
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape' && (drag === 'box' || drag === 'lasso') && moved) {
        event.stopPropagation();
        end();
      }
    },
    { signal, capture: true },
  );
  return () => {
    clearTimeout(longPress);
    ending.abort();
  };
}
