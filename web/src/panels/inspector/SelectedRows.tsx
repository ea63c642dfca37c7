import { dataset } from '../../state/dataset';
import { selectionTable } from '../../state/rowTables';
import { matchesSelected } from '../../state/search';
import { selection } from '../../state/selection';
import { plural, whole } from '../../state/words';
import { KeyList } from '../controls/KeyList';
import { DataGrid } from '../table/deferredGrid';
import { rowHeight } from '../table/scrolling';
import { RowButton } from './RowButton';

/** As many rows as the list shows. */
const listed = 100;

/** Eight rows and their head, fewer where there are fewer; and room for a bar below, where the columns are wider than the panel. */
function tableHeight(rows: number): number {
  return (Math.min(rows, 8) + 1) * rowHeight + 16;
}

/** The selected rows, when they are several: a table of their columns, or a list where there are none and no list of matches shows them already. */
export function SelectedRows() {
  const rows = selection.value;
  const isTable = (dataset.value?.metadata.length ?? 0) > 0;
  const isShown = isTable || matchesSelected.value;
  return (
    <>
      <h3>{plural(rows.length, 'point')} selected</h3>
      {isTable && (
        <div class="table-of-selected" style={{ height: `${tableHeight(rows.length)}px` }}>
          <DataGrid table={selectionTable} label="Selected points" />
        </div>
      )}
      {isTable && selectionTable.problem.value !== null && (
        <p class="error-text" role="alert">
          {selectionTable.problem.value}
        </p>
      )}
      {!isShown && (
        <KeyList class="rows bounded" label="Selected points">
          {rows.take(listed).map((row) => (
            <li key={row}>
              <RowButton row={row} />
            </li>
          ))}
        </KeyList>
      )}
      {!isShown && rows.length > listed && (
        <p class="secondary">
          Showing the first {listed} of {whole(rows.length)}
        </p>
      )}
      <p class="teach">Choose one of them to see its neighbors.</p>
    </>
  );
}
