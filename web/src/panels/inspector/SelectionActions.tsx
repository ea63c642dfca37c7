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
    <div class="selection-actions" role="group" aria-label="Selection">
      <ActionButton
        label="Isolate"
        name="Isolate selection"
        title={count > 0 ? `Shows only these ${plural(count, 'point')}; distances and axes stay` : undefined}
        enabled={some}
        onClick={isolateSelection}
      />
      <ActionButton label="Show all" name="Show all data" enabled={isolated.value !== null} onClick={showAll} />
      <ActionButton label="Clear" name="Clear selection" enabled={some} onClick={clearSelection} />
    </div>
  );
}
