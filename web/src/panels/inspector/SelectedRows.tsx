import { dataset } from '../../state/dataset';
import { searchResult } from '../../state/search';
import { selection } from '../../state/selection';
import { plural, whole } from '../../state/words';
import { RowButton } from './RowButton';
import { RowTable } from './RowTable';

/** As many rows as the list shows. */
const listed = 100;

/** The selected rows, when they are several: a table of their columns, or a list where there are none and no list of matches shows them already. */
export function SelectedRows() {
  const rows = selection.value;
  const result = searchResult.value;
  const isTable = (dataset.value?.metadata.length ?? 0) > 0;
  const isShown =
    isTable ||
    (result.state === 'done' && result.rows.length === rows.length && rows.every((row, i) => result.rows[i] === row));
  return (
    <>
      <h3>{plural(rows.length, 'point')} selected</h3>
      {isTable && <RowTable />}
      {!isShown && (
        <ul class="rows bounded" aria-label="Selected points">
          {rows.slice(0, listed).map((row) => (
            <li key={row}>
              <RowButton row={row} />
            </li>
          ))}
        </ul>
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
