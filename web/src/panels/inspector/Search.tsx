import { expression } from '../../state/arithmetic';
import { labelBy } from '../../state/appearance';
import { dataset } from '../../state/dataset';
import {
  matchesSelected,
  searchColumn,
  searchRegex,
  searchResult,
  searchText,
  selectMatches,
  setSearch,
} from '../../state/search';
import { plural, whole } from '../../state/words';
import { Choice } from '../controls/Choice';
import { NearestToSum } from './NearestToSum';
import { RowButton } from './RowButton';
import { KeyList } from '../controls/KeyList';

/** As many matches as the list shows. */
const listed = 100;

export function Search() {
  const columns = dataset.value?.metadata ?? [];
  return (
    <div role="search" class="content-of-tab">
      <div class="search-field">
        <input
          type="search"
          id="search"
          aria-label="Search"
          aria-keyshortcuts="/"
          placeholder={searchRegex.value ? 'Search by regular expression' : 'Search, or king - man + woman'}
          autocomplete="off"
          spellcheck={false}
          value={searchText.value}
          onInput={(event) => setSearch({ text: event.currentTarget.value })}
        />
        <label class="regex" title="Regular expression">
          <input
            type="checkbox"
            aria-label="Regular expression"
            checked={searchRegex.value}
            onChange={(event) => setSearch({ regex: event.currentTarget.checked })}
          />
          <span aria-hidden="true">.*</span>
        </label>
      </div>
      {columns.length > 1 && (
        <Choice
          label="Search in"
          value={String(searchColumn.value ?? '')}
          options={[
            { value: '', label: 'Every column' },
            ...columns.map((column) => ({ value: String(column.index), label: column.name })),
          ]}
          onChoose={(value) => setSearch({ column: value === '' ? null : Number(value) })}
        />
      )}
      {expression.value === null ? <Matches /> : <NearestToSum />}
    </div>
  );
}

function Matches() {
  const result = searchResult.value;
  if (result.state === 'idle' || searchText.value === '') {
    return null;
  }
  if (result.state === 'busy') {
    return <p class="secondary late">Searching…</p>;
  }
  if (result.state === 'failed') {
    return (
      <p class="error-text" role="alert">
        {result.message}
      </p>
    );
  }
  const { rows } = result;
  const also = searchColumn.value === labelBy.value ? null : searchColumn.value;
  return (
    <>
      <div class="line secondary">
        <span role="status">{plural(rows.length, 'match', 'matches')}.</span>
        {rows.length > 0 && !matchesSelected.value && (
          <button type="button" class="link-button" onClick={selectMatches}>
            Select all
          </button>
        )}
      </div>
      {rows.length > 0 && (
        <KeyList class="rows bounded" label="Search results">
          {Array.from(rows.subarray(0, listed), (row) => (
            <li key={row}>
              <RowButton row={row} alsoColumn={also} />
            </li>
          ))}
        </KeyList>
      )}
      {rows.length > listed && (
        <p class="secondary">
          Showing the first {listed} of {whole(rows.length)}
        </p>
      )}
    </>
  );
}
