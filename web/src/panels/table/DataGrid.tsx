import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { showSprites } from '../../state/appearance';
import { hasBit } from '../../state/bits';
import type { ColumnInfo } from '../../state/dataset';
import { longestText, selectedBits, tableColumns, type RowTable } from '../../state/rowTables';
import { hoveredRow } from '../../state/selection';
import { sprite } from '../../state/sprite';
import { rowName } from '../../state/status';
import { whole } from '../../state/words';
import { Thumbnail } from '../controls/Thumbnail';
import { columnsInSight, widthOf } from './columnWidths';
import { bounded, offsetAt, rowHeight, scrollTopAt, trackHeight, type Track } from './scrolling';

const headHeight = 28;
/** Widths of the column of row numbers, without and with thumbnails. */
const numberWidths = { plain: 72, withThumbnails: 100 } as const;
/** Rows above and below the visible ones that are there already when they are scrolled to. */
const spare = 6;

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
      <Head table={table} cells={cells} full={full} />
      <div
        class="grid-body"
        role="rowgroup"
        style={{ height: `${trackHeight(track)}px`, width: `max(100%, ${full}px)` }}
      >
        {Array.from({ length: last - first }, (_, i) => first + i).map((at) => (
          <Row
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

/** Where a cell is: the place of its row, and its column; -1 for the row's number. */
interface Cell {
  place: number;
  column: number;
}

/** The columns that are made. */
interface Cells {
  shown: readonly ColumnInfo[];
  widths: readonly number[];
  numberWidth: number;
  first: number;
  last: number;
  before: number;
  after: number;
}

function Head({ table, cells, full }: { table: RowTable; cells: Cells; full: number }) {
  return (
    <div role="rowgroup" class="grid-head" style={{ width: `max(100%, ${full}px)` }}>
      <div role="row" class="grid-row" aria-rowindex={1}>
        <Heading table={table} name={null} title="Row number" sign="#" index={1} width={cells.numberWidth} />
        <Gap width={cells.before} />
        {cells.shown.slice(cells.first, cells.last).map(({ index, name, kind }, i) => (
          <Heading
            key={index}
            table={table}
            name={name}
            title={name}
            index={cells.first + i + 2}
            width={cells.widths[cells.first + i] ?? 0}
            isNumber={kind === 'number'}
          />
        ))}
        <Gap width={cells.after} />
      </div>
    </div>
  );
}

function Heading(props: {
  table: RowTable;
  name: string | null;
  title: string;
  /** Stands there in the place of the title. */
  sign?: string;
  index: number;
  width: number;
  isNumber?: boolean;
}) {
  const { table, name, title, sign = title, index, width, isNumber = false } = props;
  const order = table.order.value;
  const sorted = order === null || order.column !== name ? 'none' : order.descending ? 'descending' : 'ascending';
  const classes = ['grid-cell', isNumber ? 'number' : '', name === null ? 'row-number' : ''];
  return (
    <div
      role="columnheader"
      class={classes.join(' ')}
      aria-label={title}
      aria-sort={sorted}
      aria-colindex={index}
      style={{ width: `${width}px` }}
    >
      <button
        type="button"
        title={`Sort by ${name === null ? 'row number' : title}`}
        onClick={() => table.sortBy(name)}
      >
        <span class="cut">{sign === '' ? '(no name)' : sign}</span>
        <span aria-hidden="true">{sorted === 'none' ? '' : sorted === 'ascending' ? '↑' : '↓'}</span>
      </button>
    </div>
  );
}

function Row(props: {
  table: RowTable;
  at: number;
  top: number;
  cells: Cells;
  /** The column whose cell the Tab key reaches; null for a row without one. */
  reachable: number | null;
  onReach: (column: number) => void;
}) {
  const { table, at, top, cells, reachable, onReach } = props;
  const found = table.at(at);
  const row = found?.row ?? -1;
  const isHovered = useComputed(() => hoveredRow.value !== null && hoveredRow.value === table.at(at)?.row).value;
  const isSelected = row >= 0 && hasBit(selectedBits.value, row);
  const point = (): void => {
    if (row >= 0) {
      hoveredRow.value = row;
    }
  };
  const leave = (): void => {
    if (hoveredRow.peek() === row) {
      hoveredRow.value = null;
    }
  };
  const cell = (column: number): object => ({
    'data-cell': `${at} ${column}`,
    'aria-colindex': column + 2,
    tabIndex: reachable === column ? 0 : -1,
    onFocus: () => {
      point();
      onReach(column);
    },
    onBlur: leave,
  });
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus, jsx-a11y/click-events-have-key-events -- its cells take the focus, and the keys go to the grid
    <div
      role="row"
      class={`grid-row${isHovered ? ' hovered' : ''}`}
      aria-rowindex={at + 2}
      aria-selected={isSelected}
      aria-busy={found === undefined}
      style={{ top: `${top}px` }}
      onClick={(event) =>
        table.choose(at, event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'alone')
      }
      onPointerEnter={point}
      onPointerLeave={leave}
    >
      <div
        role="rowheader"
        class="grid-cell row-number"
        aria-label={row < 0 ? 'On its way' : `${whole(row)}, ${rowName(row)}`}
        style={{ width: `${cells.numberWidth}px` }}
        {...cell(-1)}
      >
        {row >= 0 && <Thumbnail row={row} side={20} />}
        {row < 0 ? '' : row}
      </div>
      <Gap width={cells.before} />
      {cells.shown.slice(cells.first, cells.last).map(({ index, kind }, i) => {
        const text = found?.values[index] ?? null;
        return (
          <div
            key={index}
            role="gridcell"
            class={kind === 'number' ? 'grid-cell number' : 'grid-cell'}
            title={text ?? undefined}
            style={{ width: `${cells.widths[cells.first + i] ?? 0}px` }}
            {...cell(cells.first + i)}
          >
            {text}
          </div>
        );
      })}
    </div>
  );
}

/** Columns that are out of sight. */
function Gap({ width }: { width: number }) {
  return width <= 0 ? null : <div aria-hidden="true" class="grid-gap" style={{ width: `${width}px` }} />;
}
