import { columns } from '../../state/dataset';
import { hoveredRow, select, selection } from '../../state/selection';
import { rowName } from '../../state/status';
import { textOf } from '../../state/dataset';
import { Thumbnail } from '../controls/Thumbnail';

/** A row in a list: hovering points it out on the map, clicking selects it. */
export function RowButton(props: { row: number; value?: string; closeness?: number; alsoColumn?: number | null }) {
  const { row, value, closeness, alsoColumn } = props;
  const also = alsoColumn === undefined || alsoColumn === null ? null : textOf(columns.value.get(alsoColumn), row);
  const name = rowName(row);
  const said = value ?? also;
  const point = (): void => {
    hoveredRow.value = row;
  };
  const leave = (): void => {
    if (hoveredRow.peek() === row) {
      hoveredRow.value = null;
    }
  };
  const classes = ['row'];
  if (hoveredRow.value === row) {
    classes.push('hovered');
  }
  if (selection.value.length === 1 && selection.value.first === row) {
    classes.push('selected');
  }
  return (
    <button
      type="button"
      class={classes.join(' ')}
      title={name}
      onClick={() => select([row])}
      onPointerEnter={point}
      onPointerLeave={leave}
      onFocus={point}
      onBlur={leave}
    >
      <Thumbnail row={row} side={24} />
      <span class="cut">{name === '' ? '(empty)' : name}</span>
      {said !== null && <span class="value cut">{said}</span>}
      {closeness !== undefined && (
        <span class="closeness" aria-hidden="true">
          <span style={{ width: `${Math.max(0, Math.min(1, closeness)) * 100}%` }} />
        </span>
      )}
    </button>
  );
}
