import { dataset } from '../../state/dataset';
import {
  editBy,
  editedInfo,
  editedValues,
  editFeedback,
  editSaid,
  editsNeighbors,
  editsNewColumn,
  editText,
  labelSelection,
  newColumnName,
  unlabelSelection,
} from '../../state/edits';
import { neighbors, selection } from '../../state/selection';
import { plural } from '../../state/words';
import { Check } from '../controls/Check';
import { Choice } from '../controls/Choice';
import { TextField } from '../controls/TextField';

const newColumn = 'new';
const suggested = 50;

/** Gives the selected points a value in a column. */
export function EditLabels() {
  const columns = dataset.value?.metadata ?? [];
  const isNew = editsNewColumn.value || columns.length === 0;
  const { text, canLabel } = editFeedback.value;
  const said = editSaid.value?.of === selection.value ? editSaid.value : null;
  return (
    <details class="more">
      <summary>Edit labels</summary>
      <form
        class="content-of-tab"
        onSubmit={(event) => {
          event.preventDefault();
          labelSelection();
        }}
      >
        <Choice
          label="Edit by"
          value={isNew ? newColumn : `=${editedInfo.value?.name ?? ''}`}
          options={[
            ...columns.map(({ name }) => ({ value: `=${name}`, label: name })),
            { value: newColumn, label: 'New column…' },
          ]}
          onChoose={chooseColumn}
        />
        {isNew && (
          <TextField
            label="Name"
            title="Name of the new column"
            value={newColumnName.value}
            eager
            onChange={(name) => {
              editSaid.value = null;
              newColumnName.value = name;
            }}
          />
        )}
        <div class="tag">
          <input
            type="text"
            aria-label="Tag selection as"
            placeholder="Tag selection as"
            autocomplete="off"
            spellcheck={false}
            list="values-to-tag"
            value={editText.value}
            onInput={(event) => {
              editSaid.value = null;
              editText.value = event.currentTarget.value;
            }}
          />
          <Suggestions />
          <button type="submit" class="button" aria-disabled={!canLabel}>
            Label
          </button>
        </div>
        {neighbors.value.length > 0 && (
          <Check
            label={`With its ${plural(neighbors.value.length, 'neighbor')}`}
            checked={editsNeighbors.value}
            onChange={(checked) => {
              editsNeighbors.value = checked;
            }}
          />
        )}
        <div class="line secondary">
          <span role="status" class={said?.failed === true ? 'error-text' : undefined}>
            {said?.text ?? text}
          </span>
          {editedInfo.value !== null && (
            <button
              type="button"
              class="link-button"
              title="Leaves these points without a value in this column"
              onClick={unlabelSelection}
            >
              Remove values
            </button>
          )}
        </div>
      </form>
    </details>
  );
}

function chooseColumn(value: string): void {
  editSaid.value = null;
  editsNewColumn.value = value === newColumn;
  if (value !== newColumn) {
    editBy.value = value.slice(1);
  }
}

/** Values that the column has, those that hold what is typed; each with its number of points. */
function Suggestions() {
  const typed = editText.value.trim().toLowerCase();
  const fitting = editedValues.value.filter(({ text }) => text.toLowerCase().includes(typed)).slice(0, suggested);
  return (
    <datalist id="values-to-tag">
      {fitting.map(({ text, count }) => (
        <option key={text} value={text}>{`${text} (${plural(count, 'point')})`}</option>
      ))}
    </datalist>
  );
}
