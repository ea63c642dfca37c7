import { projectionPanelOpen } from '../../state/layout';
import { methodTitles } from '../../state/methods';
import { method } from '../../state/projection';

/** Which projection is chosen, beside the title of the folded panel. */
export function ProjectionSummary() {
  return projectionPanelOpen.value ? null : <span class="secondary">{methodTitles[method.value]}</span>;
}
