import type { ColumnInfo } from '../../state/dataset';
import type { RowTable } from '../../state/rowTables';

/** The columns that are made. */
export interface Cells {
  shown: readonly ColumnInfo[];
  widths: readonly number[];
  numberWidth: number;
  first: number;
  last: number;
  before: number;
  after: number;
}

/** The names of the columns, by which the rows are sorted. */
export function GridHead({ table, cells, full }: { table: RowTable; cells: Cells; full: number }) {
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

/** Columns that are out of sight. */
export function Gap({ width }: { width: number }) {
  return width <= 0 ? null : <div aria-hidden="true" class="grid-gap" style={{ width: `${width}px` }} />;
}
