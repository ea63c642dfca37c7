import { useSignal } from '@preact/signals';
import type { Facet } from '../../state/facets';
import { filterOf, toggleFilterValue } from '../../state/filters';
import { plural, whole } from '../../state/words';
import { KeyList } from '../controls/KeyList';

/** So many values are listed before somebody asks for more. */
const fewValues = 6;
/** More values than this get a field to find one. */
const manyValues = 12;

/** The values of a column with how often they occur; those that are chosen stay on the map. */
export function ValueList({ title, name, facet }: { title: string; name: string; facet: Facet }) {
  const showsAll = useSignal(false);
  const wanted = useSignal('');
  const filter = filterOf(name);
  const most = Math.max(1, facet.missing.all, ...facet.values.map(({ all }) => all));
  const needle = showsAll.value ? wanted.value.toLowerCase() : '';
  const fitting = facet.values.filter(({ value }) => value.toLowerCase().includes(needle));
  const chosen = filter?.values ?? null;
  // What is chosen is never folded away.
  const shown = showsAll.value ? fitting : fitting.filter((one, i) => i < fewValues || chosen?.includes(one.value));
  const hidden = fitting.length - shown.length;
  const more = hidden > 0 ? `Show ${whole(hidden)} more` : 'Show all';
  return (
    <>
      {showsAll.value && facet.values.length > manyValues && (
        <input
          type="search"
          aria-label={`Find a value of ${title}`}
          placeholder="Find a value"
          value={wanted.value}
          onInput={(event) => {
            wanted.value = event.currentTarget.value;
          }}
        />
      )}
      <KeyList class={showsAll.value ? 'values long' : 'values'} label={`Values of ${title}`}>
        {shown.map(({ value, all, kept }) => (
          <Value
            key={value}
            label={value === '' ? '(empty)' : value}
            all={all}
            kept={kept}
            most={most}
            isIn={chosen === null || chosen.includes(value)}
            pressed={chosen?.includes(value) ?? false}
            onToggle={() => toggleFilterValue(name, value)}
          />
        ))}
        {facet.missing.all > 0 && (
          <Value
            label="No value"
            all={facet.missing.all}
            kept={facet.missing.kept}
            most={most}
            isIn={filter === undefined || filter.missing}
            pressed={chosen !== null && filter?.missing === true}
            onToggle={() => toggleFilterValue(name, null)}
          />
        )}
      </KeyList>
      {shown.length === 0 && needle !== '' && <p class="secondary">No value contains “{wanted.value}”.</p>}
      {(hidden > 0 || (facet.others !== null && !showsAll.value)) && (
        <button
          type="button"
          class="link-button"
          aria-label={`${more} values of ${title}`}
          onClick={() => {
            showsAll.value = true;
          }}
        >
          {more}
        </button>
      )}
      {facet.others !== null && showsAll.value && (
        <p class="secondary">
          {plural(facet.others.values, 'rarer value')} ({plural(facet.others.all, 'point')}) are not listed; the search
          finds them.
        </p>
      )}
    </>
  );
}

function Value(props: {
  label: string;
  all: number;
  kept: number;
  most: number;
  isIn: boolean;
  pressed: boolean;
  onToggle: () => void;
}) {
  const { label, all, kept, most, isIn, pressed, onToggle } = props;
  return (
    <li>
      <button
        type="button"
        class={isIn ? 'value-bar' : 'value-bar outside'}
        aria-pressed={pressed}
        title={`${label}: ${pressed ? 'chosen' : 'click to choose'}`}
        style={{ '--all': `${(all / most) * 100}%`, '--kept': `${(kept / most) * 100}%` }}
        onClick={onToggle}
      >
        <span class="cut">{label}</span>{' '}
        <span class="count">
          {kept === all ? whole(all) : `${whole(kept)} of ${whole(all)}`}{' '}
          <span class="unseen">{all === 1 ? 'point' : 'points'}</span>
        </span>
      </button>
    </li>
  );
}
