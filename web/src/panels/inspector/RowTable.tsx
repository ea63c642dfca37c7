import { useEffect, useRef, useState } from 'preact/hooks';
import { columns, dataset, textOf, wantColumn, type ColumnInfo } from '../../state/dataset';
import { fewColumns, rowOrder, showsAllColumns, sortBy, tableColumns, tableRows } from '../../state/rowTable';
import { hoveredRow, select } from '../../state/selection';
import { rowName } from '../../state/status';
import { plural, whole } from '../../state/words';

const rowHeight = 26;
const height = 234;
/** Room for a bar below, where the columns are wider than the panel. */
const scrollBar = 14;
/** Rows above and below the visible ones that are there already when they are scrolled to. */
const spare = 8;
/** No browser scrolls further than some seventeen million pixels. */
const mostRows = 600_000;

/** The selected points with their columns; only the rows in sight are made. */
export function RowTable() {
  const [top, setTop] = useState(0);
  const [active, setActive] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const shown = tableColumns.value;
  const rows = tableRows.value;
  const count = Math.min(rows.length, mostRows);
  const known = dataset.value;
  useEffect(() => shown.forEach(({ index }) => wantColumn(index)), [shown, known]);
  useEffect(() => {
    setActive(0);
    scroller.current?.scrollTo({ top: 0 });
  }, [rows]);
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + spare);
  const reachable = active >= first && active < last ? active : first;
  const go = (to: number): void => {
    const next = Math.max(0, Math.min(count - 1, to));
    const box = scroller.current;
    setActive(next);
    if (box !== null) {
      const visible = box.clientHeight - rowHeight;
      box.scrollTop = Math.min(next * rowHeight, Math.max(box.scrollTop, (next + 1) * rowHeight - visible));
      setTop(box.scrollTop);
      requestAnimationFrame(() => box.querySelector<HTMLElement>(`[data-place="${next}"]`)?.focus());
    }
  };
  const listen = (event: KeyboardEvent): void => {
    const page = Math.floor(height / rowHeight) - 1;
    const moves: Record<string, number> = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page };
    Object.assign(moves, { PageUp: active - page, Home: 0, End: count - 1 });
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      go(to);
    }
  };
  return (
    <>
      <div
        ref={scroller}
        class="row-table"
        role="group"
        aria-label="Table of selected points"
        style={{ height: `${Math.min(height, (count + 1) * rowHeight + scrollBar)}px` }}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <table aria-label="Selected points" aria-rowcount={rows.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              <Heading name={null} title="row" />
              {shown.map(({ index, name }) => (
                <Heading key={index} name={name} title={name} />
              ))}
            </tr>
          </thead>
          <tbody>
            <Gap rows={first} />
            {rows.slice(first, last).map((row, i) => (
              <Row
                key={row}
                row={row}
                place={first + i}
                shown={shown}
                isReachable={first + i === reachable}
                onReach={setActive}
                onKey={listen}
              />
            ))}
            <Gap rows={count - last} />
          </tbody>
        </table>
      </div>
      {rows.length > mostRows && (
        <p class="secondary">
          Showing the first {whole(mostRows)} of {whole(rows.length)}; the export has them all.
        </p>
      )}
      {(known?.metadata.length ?? 0) > fewColumns && !showsAllColumns.value && (
        <button
          type="button"
          class="link-button"
          onClick={() => {
            showsAllColumns.value = true;
          }}
        >
          Show all {plural(known?.metadata.length ?? 0, 'column')}
        </button>
      )}
    </>
  );
}

function Heading({ name, title }: { name: string | null; title: string }) {
  const order = rowOrder.value;
  const sorted = order === null || order.column !== name ? 'none' : order.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" aria-label={title} aria-sort={sorted}>
      <button type="button" title={`Sort by ${title}`} onClick={() => sortBy(name)}>
        <span class="cut">{title === '' ? '(no name)' : title}</span>
        <span aria-hidden="true">{sorted === 'none' ? '' : sorted === 'ascending' ? '↑' : '↓'}</span>
      </button>
    </th>
  );
}

function Row(props: {
  row: number;
  place: number;
  shown: readonly ColumnInfo[];
  isReachable: boolean;
  onReach: (place: number) => void;
  onKey: (event: KeyboardEvent) => void;
}) {
  const { row, place, shown, isReachable, onReach, onKey } = props;
  const point = (): void => {
    hoveredRow.value = row;
  };
  const leave = (): void => {
    if (hoveredRow.peek() === row) {
      hoveredRow.value = null;
    }
  };
  return (
    <tr
      aria-rowindex={place + 2}
      class={hoveredRow.value === row ? 'hovered' : undefined}
      onClick={() => select([row])}
      onPointerEnter={point}
      onPointerLeave={leave}
    >
      <th scope="row">
        <button
          type="button"
          aria-label={`${whole(row)}, ${rowName(row)}`}
          data-place={place}
          tabIndex={isReachable ? 0 : -1}
          onFocus={() => {
            point();
            onReach(place);
          }}
          onBlur={leave}
          onKeyDown={onKey}
        >
          {row}
        </button>
      </th>
      {shown.map(({ index, kind }) => {
        const text = textOf(columns.value.get(index), row);
        return (
          <td key={index} class={kind === 'number' ? 'number' : undefined} title={text ?? undefined}>
            {text}
          </td>
        );
      })}
    </tr>
  );
}

/** Rows that are out of sight. */
function Gap({ rows }: { rows: number }) {
  return rows <= 0 ? null : <tr aria-hidden="true" class="gap" style={{ height: `${rows * rowHeight}px` }} />;
}
