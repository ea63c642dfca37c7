import { batch } from '@preact/signals';
import { dataset } from '../state/dataset';
import { facets, facetScales, facetsProblem, openFacets, type Facet } from '../state/facets';
import { activeFilters, filterProblem, passingRows } from '../state/filters';
import { filterPanelOpen } from '../state/layout';
import { askBytes, askJson, messageOf } from './http';
import { oneAtATime } from './oneAtATime';
import { reopensAfter } from './newest';

/** Has the server find the rows that pass, and count what the columns hold while somebody looks at that. */
export function watchFilters(): () => void {
  const stops = [watchRows(), watchFacets()];
  return () => stops.forEach((stop) => stop());
}

/** The filters as the server takes them. */
function wantedFilters(): unknown[] {
  return activeFilters.value.map(({ filter, info }) => ({
    column: info.index,
    from: filter.from,
    to: filter.to,
    values: filter.values,
    missing: filter.missing,
  }));
}

function watchRows(): () => void {
  return oneAtATime(
    () => {
      const data = dataset.value;
      const filters = wantedFilters();
      if (data === null || filters.length === 0) {
        return async () => {
          batch(() => {
            passingRows.value = null;
            filterProblem.value = null;
          });
        };
      }
      return async (signal) => {
        const bytes = await askBytes(`datasets/${encodeURIComponent(data.id)}/filter`, {
          method: 'POST',
          body: { filters },
          signal,
        });
        // The data set may be another by now, or its metadata: then this is asked again.
        if (dataset.peek() === data) {
          batch(() => {
            passingRows.value = new Uint8Array(bytes);
            filterProblem.value = null;
          });
        }
      };
    },
    (error) => {
      if (!reopensAfter(error)) {
        filterProblem.value = messageOf(error);
      }
    },
  );
}

function watchFacets(): () => void {
  return oneAtATime(
    () => {
      const data = dataset.value;
      const open = openFacets.value;
      const filters = wantedFilters();
      const scales = facetScales.value;
      if (data === null || !filterPanelOpen.value || open.length === 0) {
        return null;
      }
      return async (signal) => {
        const columns = open.map(({ index, name }) => ({ column: index, scale: scales.get(name) ?? null }));
        const answer = await askJson<{ columns: Facet[] }>(`datasets/${encodeURIComponent(data.id)}/histograms`, {
          method: 'POST',
          body: { columns, filters },
          signal,
        });
        if (dataset.peek() === data) {
          batch(() => {
            facets.value = new Map(
              answer.columns.flatMap((facet) => {
                const name = data.metadata.find(({ index }) => index === facet.column)?.name;
                return name === undefined ? [] : [[name, facet]];
              }),
            );
            facetsProblem.value = null;
          });
        }
      };
    },
    (error) => {
      if (!reopensAfter(error)) {
        facetsProblem.value = messageOf(error);
      }
    },
  );
}
