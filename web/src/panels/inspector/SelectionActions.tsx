import {
  clearSelection,
  highlightedCount,
  isolated,
  isolateSelection,
  selection,
  showAll,
} from '../../state/selection';
import { plural } from '../../state/words';
import { ActionButton } from '../controls/ActionButton';

export function SelectionActions() {
  const some = selection.value.length > 0;
  const count = highlightedCount.value;
  return (
    <div class="actions" role="group" aria-label="Selection">
      <ActionButton
        label="Isolate selection"
        text={count > 0 ? `Isolate ${plural(count, 'point')}` : 'Isolate selection'}
        enabled={some}
        onClick={isolateSelection}
      />
      <ActionButton label="Show all data" enabled={isolated.value !== null} onClick={showAll} />
      <ActionButton label="Clear selection" enabled={some} onClick={clearSelection} />
    </div>
  );
}
