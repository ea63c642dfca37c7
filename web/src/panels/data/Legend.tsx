import { useSignal } from '@preact/signals';
import { hiddenCategories, setColorMode } from '../../state/appearance';
import { possibleModes, type Category, type Coloring } from '../../state/coloring';
import {
  chosenLegendOrder,
  coloring,
  legendEntries,
  legendOrder,
  showAllCategories,
  showOnlyCategory,
  toggleCategory,
} from '../../state/legend';
import { plural, whole } from '../../state/words';
import { Segments } from '../controls/Segments';
import { GradientBar } from './GradientBar';

/** More entries than this get a field to find one. */
const manyEntries = 12;

/** What the colours mean. */
export function Legend() {
  const current = coloring.value;
  return current.kind === 'none' ? null : (
    <div class="legend">
      <ModeChoice current={current} />
      {current.kind === 'gradient' ? <GradientBar gradient={current} /> : <Categories />}
    </div>
  );
}

function ModeChoice({ current }: { current: Exclude<Coloring, { kind: 'none' }> }) {
  return possibleModes(current.column).length < 2 ? null : (
    <Segments
      label="Color as"
      value={current.kind}
      options={[
        { value: 'gradient', label: 'Gradient' },
        { value: 'categories', label: 'Categories' },
      ]}
      onChoose={(value) => setColorMode(value === 'gradient' ? 'gradient' : 'categories')}
    />
  );
}

function Categories() {
  const wanted = useSignal('');
  const entries = legendEntries.value;
  const many = entries.length > manyEntries;
  const needle = many ? wanted.value.toLowerCase() : '';
  const shown = entries.filter((entry) => entry.label.toLowerCase().includes(needle));
  return (
    <>
      <div class="head">
        <span>{plural(entries.length, 'color')}</span>
        <span>
          {hiddenCategories.value.size > 0 ? (
            <button type="button" class="link-button" onClick={showAllCategories}>
              Show all
            </button>
          ) : (
            <button
              type="button"
              class="link-button"
              onClick={() => {
                chosenLegendOrder.value = legendOrder.value === 'count' ? 'value' : 'count';
              }}
            >
              {legendOrder.value === 'count' ? 'Sort by value' : 'Sort by count'}
            </button>
          )}
        </span>
      </div>
      {many && (
        <input
          type="search"
          aria-label="Find in the legend"
          placeholder="Find in the legend"
          value={wanted.value}
          onInput={(event) => {
            wanted.value = event.currentTarget.value;
          }}
        />
      )}
      <ul class={many ? 'entries long' : 'entries'} aria-label="Legend">
        {shown.map((entry) => (
          <Entry key={entry.key} entry={entry} shown={!hiddenCategories.value.has(entry.key)} />
        ))}
      </ul>
      {shown.length === 0 && <p class="secondary">Nothing in the legend contains “{wanted.value}”.</p>}
    </>
  );
}

function Entry({ entry, shown }: { entry: Category; shown: boolean }) {
  return (
    <li>
      <button
        type="button"
        class="entry"
        aria-pressed={shown}
        title={`Click: ${shown ? 'hide' : 'show'}. Alt-click or double-click: only these.`}
        onClick={(event) => (event.altKey ? showOnlyCategory(entry.key) : toggleCategory(entry.key))}
        onDblClick={() => showOnlyCategory(entry.key)}
      >
        <span class="dot" style={{ background: entry.color }} />
        <span class="cut">{entry.label}</span>{' '}
        <span class="count">
          {whole(entry.count)} <span class="unseen">{entry.count === 1 ? 'point' : 'points'}</span>
        </span>
      </button>
    </li>
  );
}
