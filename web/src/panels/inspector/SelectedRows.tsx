import { searchResult } from '../../state/search';
import { selection } from '../../state/selection';
import { plural, whole } from '../../state/words';
import { RowButton } from './RowButton';

/** As many rows as the list shows. */
const listed = 100;

/** The selected rows, when they are several and do not stand in the list of matches already. */
export function SelectedRows() {
  const rows = selection.value;
  const result = searchResult.value;
  const isSearch =
    result.state === 'done' && result.rows.length === rows.length && rows.every((row, i) => result.rows[i] === row);
  return (
    <>
      <h3>{plural(rows.length, 'point')} selected</h3>
      {!isSearch && (
        <ul class="rows bounded" aria-label="Selected points">
          {rows.slice(0, listed).map((row) => (
            <li key={row}>
              <RowButton row={row} />
            </li>
          ))}
        </ul>
      )}
      {!isSearch && rows.length > listed && (
        <p class="secondary">
          Showing the first {listed} of {whole(rows.length)}
        </p>
      )}
      <p class="teach">Choose one of them to see its neighbors.</p>
    </>
  );
}
