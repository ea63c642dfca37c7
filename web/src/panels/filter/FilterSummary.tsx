import { dataset } from '../../state/dataset';
import { passingCount, passingRows } from '../../state/filters';
import { whole } from '../../state/words';

/** How many points pass, beside the title. */
export function FilterSummary() {
  const data = dataset.value;
  return data === null || passingRows.value === null ? null : (
    <span class="secondary" role="status" aria-label="Points that pass">
      {whole(passingCount.value)} of {whole(data.rows)}
    </span>
  );
}
