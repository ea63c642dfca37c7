import {
  axesReady,
  axisMatches,
  axisProblem,
  changeAxis,
  chosenRows,
  clearEnd,
  endsInUse,
  setZAxis,
  takeSelection,
  type AxisEnd,
} from '../../state/axes';
import { dataset } from '../../state/dataset';
import { layoutSettings, valueOf } from '../../state/layouts';
import { startRun } from '../../state/runs';
import { selection } from '../../state/selection';
import { columnKey } from '../../state/supervision';
import { plural } from '../../state/words';
import { ActionButton } from '../controls/ActionButton';
import { Check } from '../controls/Check';
import { Choice } from '../controls/Choice';
import { RunFoot } from './RunControls';

const titles: Readonly<Record<AxisEnd, string>> = {
  left: 'Left',
  right: 'Right',
  up: 'Up',
  down: 'Down',
  near: 'Near',
  far: 'Far',
};

/** Axes between the means of two sets of points each: those that match a text, or that were selected. */
export function CustomTab() {
  const columns = dataset.value?.metadata ?? [];
  const label = columns.find((column) => column.index === dataset.value?.defaultLabel);
  return (
    <>
      {columns.length > 0 && (
        <Choice
          label="Search by"
          value={valueOf('axes', 'search_by') || (label === undefined ? '' : columnKey(label))}
          options={columns.map((column) => ({ value: columnKey(column), label: column.name }))}
          onChoose={(value) => changeAxis('search_by', value)}
        />
      )}
      {endsInUse.value.map((end) => (
        <End key={end} end={end} />
      ))}
      <Check
        label="Z axis"
        title="A third axis, from far to near"
        checked={layoutSettings.value.axes.dimensions === 3}
        onChange={setZAxis}
      />
      {axisProblem.value !== null && (
        <p class="error-text" role="alert">
          {axisProblem.value}
        </p>
      )}
      {!axesReady.value && (
        <p class="secondary">Each end stands for points: those that match its text, or a selection.</p>
      )}
      <RunFoot
        method="axes"
        buttons={
          <div class="run-buttons">
            <ActionButton
              label="Run"
              title="Spans the axes"
              enabled={axesReady.value}
              onClick={() => startRun('axes')}
            />
          </div>
        }
      />
    </>
  );
}

function End({ end }: { end: AxisEnd }) {
  const title = titles[end];
  const rows = chosenRows(end);
  return (
    <div role="group" aria-label={title} class="end">
      <div class="field">
        <span class="name" aria-hidden="true">
          {title}
        </span>
        {rows === 0 ? (
          <Text end={end} />
        ) : (
          <span class="chosen" role="status" aria-label={`Points of ${title}`}>
            {plural(rows, 'selected point')}
          </span>
        )}
      </div>
      <div class="end-foot">
        <Matches end={end} />
        <UseSelection end={end} />
        {rows > 0 && (
          <button type="button" class="link-button" aria-label={`Clear ${title}`} onClick={() => clearEnd(end)}>
            Clear
          </button>
        )}
      </div>
    </div>
  );
}

function Text({ end }: { end: AxisEnd }) {
  const title = titles[end];
  const isPattern = valueOf('axes', `${end}_regex`) === 'true';
  return (
    <div class="search-field">
      <input
        type="text"
        aria-label={title}
        placeholder={isPattern ? 'Regular expression' : 'Text of points'}
        autocomplete="off"
        spellcheck={false}
        value={valueOf('axes', end)}
        onInput={(event) => changeAxis(end, event.currentTarget.value)}
      />
      <label class="regex" title="Regular expression">
        <input
          type="checkbox"
          aria-label={`${title} is a regular expression`}
          checked={isPattern}
          onChange={(event) => changeAxis(`${end}_regex`, String(event.currentTarget.checked))}
        />
        <span aria-hidden="true">.*</span>
      </label>
    </div>
  );
}

/** Has the end stand for the selected points. */
function UseSelection({ end }: { end: AxisEnd }) {
  const count = selection.value.length;
  const name = `Use selection for ${titles[end]}`;
  return (
    <button
      type="button"
      class="link-button"
      aria-label={count === 0 ? name : `${name}: ${plural(count, 'point')}`}
      aria-disabled={count === 0}
      title={count === 0 ? 'Select points first, on the map or by searching' : plural(count, 'selected point')}
      onClick={() => count > 0 && takeSelection(end)}
    >
      {count === 0 ? 'Use selection' : `Use selection (${count.toLocaleString('en')})`}
    </button>
  );
}

function Matches({ end }: { end: AxisEnd }) {
  const matches = axisMatches.value.get(end);
  if (matches === undefined || matches.state === 'busy') {
    return null;
  }
  const isError = matches.state === 'failed' || matches.count === 0;
  return (
    <p class={isError ? 'error-text' : 'secondary'} role="status" aria-label={`Matches of ${titles[end]}`}>
      {matches.state === 'failed' ? matches.message : `${plural(matches.count, 'match', 'matches')}.`}
    </p>
  );
}
