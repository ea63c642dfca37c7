import { axisEnds, axisMatches, axesReady, changeAxis, type AxisEnd } from '../../state/axes';
import { dataset } from '../../state/dataset';
import { valueOf } from '../../state/layouts';
import { startRun } from '../../state/runs';
import { columnKey } from '../../state/supervision';
import { plural } from '../../state/words';
import { ActionButton } from '../controls/ActionButton';
import { Choice } from '../controls/Choice';
import { RunFoot } from './RunControls';

const titles: Readonly<Record<AxisEnd, string>> = { left: 'Left', right: 'Right', up: 'Up', down: 'Down' };

/** Axes from the mean of the points that match one text to the mean of those that match another. */
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
      {axisEnds.map((end) => (
        <End key={end} end={end} />
      ))}
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
  const isPattern = valueOf('axes', `${end}_regex`) === 'true';
  return (
    <>
      <div class="field">
        <span class="name" aria-hidden="true">
          {title}
        </span>
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
      </div>
      <Matches end={end} />
    </>
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
