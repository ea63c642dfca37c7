import type { ColumnInfo } from '../../state/dataset';
import { dataset } from '../../state/dataset';
import { facets, facetsProblem, filterColumns, isFacetOpen, openFacet } from '../../state/facets';
import { activeFilters, clearFilter, clearFilters, filterOf, filterProblem, selectPassing } from '../../state/filters';
import { whole } from '../../state/words';
import { Icon } from '../controls/Icon';
import { Histogram } from './Histogram';
import { ValueList } from './ValueList';

/** What the columns hold; what is chosen of it stays on the map. */
export function FilterPanel() {
  const data = dataset.value;
  if (data === null) {
    return <p class="teach">Once there are points, the columns that choose among them stand here.</p>;
  }
  const columns = filterColumns.value;
  const left = data.metadata.length - columns.length;
  return (
    <>
      {columns.length === 0 && (
        <p class="teach">
          {data.metadata.length === 0
            ? 'These points have no columns to choose by. Metadata, or labels that you give, bring some.'
            : 'Most values of the columns occur once: the search finds them.'}
        </p>
      )}
      {activeFilters.value.length > 0 && (
        <div class="line">
          <button type="button" class="link-button" onClick={selectPassing}>
            Select them
          </button>
          <button type="button" class="link-button" onClick={clearFilters}>
            Clear all
          </button>
        </div>
      )}
      {[filterProblem.value, facetsProblem.value].map(
        (problem) =>
          problem !== null && (
            <p key={problem} class="error-text" role="alert">
              {problem}
            </p>
          ),
      )}
      {columns.map((info) => (
        <Column key={info.name} info={info} />
      ))}
      {columns.length > 0 && left > 0 && (
        <p class="secondary">
          {left === 1 ? '1 more column has' : `${whole(left)} more columns have`} a value of its own for most points:
          the search finds them.
        </p>
      )}
    </>
  );
}

function Column({ info }: { info: ColumnInfo }) {
  const open = isFacetOpen(info);
  const facet = facets.value.get(info.name);
  const title = info.name === '' ? '(no name)' : info.name;
  const isFiltered = filterOf(info.name) !== undefined;
  return (
    <section class="facet" aria-label={`Filter by ${title}`}>
      <div class="head">
        <button
          type="button"
          class="fold"
          aria-expanded={open}
          title={title}
          onClick={() => openFacet(info.name, !open)}
        >
          <span class="cut">{title}</span>
          <Icon name={open ? 'down' : 'up'} />
        </button>
        {isFiltered && (
          <button
            type="button"
            class="link-button"
            aria-label={`Clear the filter of ${title}`}
            onClick={() => clearFilter(info.name)}
          >
            Clear
          </button>
        )}
      </div>
      {open && facet === undefined && <div class="waiting" aria-busy="true" />}
      {open && facet !== undefined && facet.bins.length > 0 && <Histogram title={title} info={info} facet={facet} />}
      {open && facet !== undefined && facet.bins.length === 0 && (
        <ValueList title={title} name={info.name} facet={facet} />
      )}
    </section>
  );
}
