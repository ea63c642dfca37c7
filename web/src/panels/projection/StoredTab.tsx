import { chosenMap, showStoredMap, storedMaps } from '../../state/storedMaps';
import { Choice } from '../controls/Choice';
import { RunFoot } from './RunControls';

/** Maps that the file brings along: they are shown as they are, over the neighbors of the vectors. */
export function StoredTab() {
  return (
    <>
      <Choice
        label="Map"
        title="Maps that the file brings along"
        value={chosenMap.value?.name ?? ''}
        options={storedMaps.value.map(({ name, dimensions }) => ({ value: name, label: `${name} · ${dimensions}D` }))}
        onChoose={showStoredMap}
      />
      <RunFoot method="stored" buttons={null} />
    </>
  );
}
