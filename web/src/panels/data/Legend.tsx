import { useSignal } from '@preact/signals';
import { hiddenCategories, setColorMode } from '../../state/appearance';
import { otherKey, possibleModes, rankOfKey, type Category, type Coloring } from '../../state/coloring';
import {
  chosenLegendOrder,
  coloring,
  legendEntries,
  legendOrder,
  paintCategory,
  paintNoCategory,
  showAllCategories,
  showOnlyCategory,
  toggleCategory,
} from '../../state/legend';
import { plural, whole } from '../../state/words';
import { IconButton } from '../controls/IconButton';
import { Segments } from '../controls/Segments';
import { GradientScale } from './GradientScale';
import { KeyList } from '../controls/KeyList';

/** More entries than this get a field to find one. */
const manyEntries = 12;

/** What the colours mean. */
export function Legend() {
  const current = coloring.value;
  return current.kind === 'none' ? null : (
    <div class="legend">
      <ModeChoice current={current} />
      {current.kind === 'gradient' ? <GradientScale gradient={current} /> : <Categories current={current} />}
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

function Categories({ current }: { current: Extract<Coloring, { kind: 'categories' }> }) {
  const wanted = useSignal('');
  const entries = legendEntries.value;
  const many = entries.length > manyEntries;
  const needle = many ? wanted.value.toLowerCase() : '';
  const shown = entries.filter((entry) => entry.label.toLowerCase().includes(needle));
  return (
    <>
      <div class="head">
        <span>{plural(entries.length, 'color')}</span>
        <span class="links">
          {entries.some((entry) => entry.isOwn) && (
            <button type="button" class="link-button" onClick={paintNoCategory}>
              Default colors
            </button>
          )}
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
      {entries.some((entry) => entry.key === otherKey) && <Others current={current} />}
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
      <KeyList class={many ? 'entries long' : 'entries'} label="Legend">
        {shown.map((entry) => (
          <Entry key={entry.key} entry={entry} shown={!hiddenCategories.value.has(entry.key)} />
        ))}
      </KeyList>
      {shown.length === 0 && <p class="secondary">Nothing in the legend contains “{wanted.value}”.</p>}
    </>
  );
}

/** Says that not every value has a colour to itself. */
function Others({ current }: { current: Extract<Coloring, { kind: 'categories' }> }) {
  const own = current.categories.filter(({ key }) => rankOfKey(key) === 0).length;
  return (
    <p class="secondary">
      Of {whole(current.column.distinct)} values the {whole(own)} with the most points have colors; the others are grey.
    </p>
  );
}

function Entry({ entry, shown }: { entry: Category; shown: boolean }) {
  return (
    <li class="entry-row">
      <input
        type="color"
        class={shown ? 'dot' : 'dot hidden-dot'}
        aria-label={`Color of ${entry.label}`}
        title={`Choose the color of ${entry.label}`}
        value={entry.color}
        onInput={(event) => paintCategory(entry.key, event.currentTarget.value)}
      />
      <button
        type="button"
        class="entry"
        aria-pressed={shown}
        title={`Click: ${shown ? 'hide' : 'show'}. Alt-click or double-click: only these.`}
        onClick={(event) => (event.altKey ? showOnlyCategory(entry.key) : toggleCategory(entry.key))}
        onDblClick={() => showOnlyCategory(entry.key)}
        onKeyDown={(event) => {
          // Browsers click for Enter, but not with Alt.
          if (event.key === 'Enter' && event.altKey) {
            event.preventDefault();
            showOnlyCategory(entry.key);
          }
        }}
      >
        <span class="cut">{entry.label}</span>{' '}
        <span class="count">
          {whole(entry.count)} <span class="unseen">{entry.count === 1 ? 'point' : 'points'}</span>
        </span>
      </button>
      {entry.isOwn && (
        <IconButton
          label={`Default color of ${entry.label}`}
          icon="undo"
          onClick={() => paintCategory(entry.key, null)}
        />
      )}
    </li>
  );
}
