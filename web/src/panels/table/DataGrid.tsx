import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { showSprites } from '../../state/appearance';
import { longestText, tableColumns, type RowTable } from '../../state/rowTables';
import { sprite } from '../../state/sprite';
import { columnsInSight, widthOf } from './columnWidths';
import { GridHead, type Cells } from './GridHead';
import { GridRow } from './GridRow';
import { bounded, offsetAt, rowHeight, scrollTopAt, trackHeight, type Track } from './scrolling';

const headHeight = 28;
/** Widths of the column of row numbers, without and with thumbnails. */
const numberWidths = { plain: 72, withThumbnails: 100 } as const;
/** Rows above and below the visible ones that are there already when they are scrolled to. */
const spare = 6;

/** Where a cell is: the place of its row, and its column; -1 for the row's number. */
interface Cell {
  place: number;
  column: number;
}

/** Rows with their columns; only those in sight are made, and asked for. One grid for all tables of the page. */
export function DataGrid({ table, label }: { table: RowTable; label: string }) {
  const scroller = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 600, height: 240 });
  const place = useSignal({ offset: 0, left: 0 });
  // Read where keys are handled: two may come before what the first has moved is drawn.
  const active = useSignal<Cell>({ place: 0, column: -1 });
  const awaited = useRef<Cell | null>(null);
  const shown = tableColumns.value;
  const numberWidth = numberWidths[showSprites.value && sprite.value !== null ? 'withThumbnails' : 'plain'];
  const count = table.count;
  const made = table.made.value;
  const arrived = table.pages.value.size > 0;
  // Widths follow the first rows that arrive and then stay: nothing jumps while somebody scrolls.
  const widths = useMemo(
    () => shown.map((info) => widthOf(info, longestText(table, info.index))),
    [shown, arrived, made?.shape, table],
  );
  const track: Track = { whole: count * rowHeight, view: Math.max(rowHeight, size.height - headHeight) };
  const offsetOf = ({ offset: at }: { offset: number }): number => bounded(track, at);
  const offset = offsetOf(place.value);
  const first = Math.max(0, Math.floor(offset / rowHeight) - spare);
  const last = Math.min(count, Math.ceil((offset + track.view) / rowHeight) + spare);
  const sight = columnsInSight(widths, place.value.left, size.width - numberWidth);
  const cells: Cells = { shown, widths, numberWidth, ...sight };
  const full = numberWidth + widths.reduce((sum, width) => sum + width, 0);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) {
      return undefined;
    }
    const observer = new ResizeObserver(() => setSize({ width: box.clientWidth, height: box.clientHeight }));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    table.inSight.value = { first, last };
  }, [table, first, last]);

  const scrollTo = (next: number): void => {
    const box = scroller.current;
    if (box !== null) {
      const to = bounded(track, next);
      box.scrollTop = scrollTopAt(track, to);
      place.value = { offset: to, left: box.scrollLeft };
    }
  };
  const reveal = (at: number): void => {
    const top = at * rowHeight;
    const from = offsetOf(place.peek());
    if (top < from || top + rowHeight > from + track.view) {
      scrollTo(top < from ? top : top + rowHeight - track.view);
    }
  };
  const goal = table.goal.value;
  useEffect(() => {
    if (goal !== null && count > 0) {
      table.goal.value = null;
      const top = goal * rowHeight;
      if (top < offset || top + rowHeight > offset + track.view) {
        scrollTo(top - track.view / 2);
      }
      active.value = { ...active.peek(), place: goal };
    }
  }, [goal, count]);

  const cellAt = (at: Cell): HTMLElement | null =>
    scroller.current?.querySelector<HTMLElement>(`[data-cell="${at.place} ${at.column}"]`) ?? null;
  useLayoutEffect(() => {
    if (awaited.current !== null) {
      cellAt(awaited.current)?.focus({ preventScroll: true });
      awaited.current = null;
    }
  });
  const go = (to: Partial<Cell>): void => {
    const now = active.peek();
    const next = {
      place: Math.max(0, Math.min(count - 1, to.place ?? now.place)),
      column: Math.max(-1, Math.min(shown.length - 1, to.column ?? now.column)),
    };
    active.value = next;
    reveal(next.place);
    const box = scroller.current;
    if (box !== null && next.column >= 0) {
      const left = widths.slice(0, next.column).reduce((sum, width) => sum + width, 0);
      const right = left + (widths[next.column] ?? 0);
      const room = box.clientWidth - numberWidth;
      box.scrollLeft = left < box.scrollLeft ? left : Math.max(box.scrollLeft, right - room);
      place.value = { ...place.peek(), left: box.scrollLeft };
    }
    // A cell that is not made yet takes the focus as soon as it is, before the one that has it can go: no key falls between them.
    const cell = cellAt(next);
    awaited.current = cell === null ? next : null;
    cell?.focus({ preventScroll: true });
  };
  const listen = (event: KeyboardEvent): void => {
    const chord = event.ctrlKey || event.metaKey;
    const page = Math.max(1, Math.floor(track.view / rowHeight) - 1);
    const at = active.peek();
    const moves: Record<string, () => void> = {
      ArrowDown: () => go({ place: at.place + 1 }),
      ArrowUp: () => go({ place: at.place - 1 }),
      ArrowRight: () => go({ column: at.column + 1 }),
      ArrowLeft: () => go({ column: at.column - 1 }),
      PageDown: () => go({ place: at.place + page }),
      PageUp: () => go({ place: at.place - page }),
      Home: () => go(chord ? { place: 0, column: -1 } : { column: -1 }),
      End: () => go(chord ? { place: count - 1, column: shown.length - 1 } : { column: shown.length - 1 }),
      Enter: () => table.choose(at.place, event.shiftKey ? 'range' : chord ? 'toggle' : 'alone'),
      ' ': () => table.choose(at.place, event.shiftKey ? 'range' : 'toggle'),
      ...(chord && { a: () => table.selectAll() }),
    };
    const move = event.altKey ? undefined : moves[event.key];
    if (move !== undefined && event.target instanceof HTMLElement && event.target.dataset['cell'] !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      move();
    }
  };
  const { place: activePlace, column } = active.value;
  const isActiveMade = activePlace >= first && activePlace < last;
  const reachable = {
    place: isActiveMade ? activePlace : Math.min(count - 1, first + spare),
    column: column >= sight.first && column < sight.last ? column : -1,
  };
  return (
    <div
      ref={scroller}
      class="data-grid"
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={shown.length + 1}
      aria-multiselectable="true"
      tabIndex={-1}
      onKeyDown={listen}
      onScroll={(event) => {
        const box = event.currentTarget;
        // Where the bar stands for many rows a pixel, it follows the rows; only a hand moves it further.
        const from = offsetOf(place.peek());
        const isOwn = Math.abs(box.scrollTop - scrollTopAt(track, from)) < 1;
        place.value = { offset: isOwn ? from : offsetAt(track, box.scrollTop), left: box.scrollLeft };
      }}
      onWheel={(event) => {
        if (trackHeight(track) < track.whole && !event.shiftKey && event.deltaY !== 0) {
          event.preventDefault();
          scrollTo(offsetOf(place.peek()) + event.deltaY * (event.deltaMode === 1 ? rowHeight : 1));
        }
      }}
    >
      <GridHead table={table} cells={cells} full={full} />
      <div
        class="grid-body"
        role="rowgroup"
        style={{ height: `${trackHeight(track)}px`, width: `max(100%, ${full}px)` }}
      >
        {Array.from({ length: last - first }, (_, i) => first + i).map((at) => (
          <GridRow
            key={at}
            table={table}
            at={at}
            top={at * rowHeight - offset + scrollTopAt(track, offset)}
            cells={cells}
            reachable={at === reachable.place ? reachable.column : null}
            onReach={(reached) => (active.value = { place: at, column: reached })}
          />
        ))}
      </div>
    </div>
  );
}
