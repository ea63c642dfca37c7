import { useComputed } from '@preact/signals';
import { hasBit } from '../../state/bits';
import { selectedBits, type RowTable } from '../../state/rowTables';
import { hoveredRow } from '../../state/selection';
import { rowName } from '../../state/status';
import { whole } from '../../state/words';
import { Thumbnail } from '../controls/Thumbnail';
import { Gap, type Cells } from './GridHead';

/** One row; empty until its values have come. */
export function GridRow(props: {
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
