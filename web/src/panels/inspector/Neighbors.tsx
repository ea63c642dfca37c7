import { dataset } from '../../state/dataset';
import {
  fewestNeighbors,
  metric,
  mostNeighbors,
  neighborCount,
  neighbors,
  neighborsBusy,
  neighborsNote,
  neighborsOf,
  setMetric,
  setNeighborCount,
  type Metric,
} from '../../state/selection';
import { stepOfNeighbors } from '../../state/steps';
import { Choice } from '../controls/Choice';
import { Slider } from '../controls/Slider';
import { NeighborList } from './NeighborList';

export function Neighbors() {
  const few = (dataset.value?.rows ?? 0) - 1 < neighborCount.value;
  return (
    <>
      <hr class="rule" />
      <div class="titled-slider">
        <h3>Neighbors</h3>
        <Slider
          label="Neighbors"
          value={neighborCount.value}
          min={fewestNeighbors}
          max={mostNeighbors}
          initial={100}
          onChange={setNeighborCount}
        />
      </div>
      <Choice
        label="Distance"
        value={metric.value}
        options={[
          { value: 'cosine', label: 'Cosine' },
          { value: 'euclidean', label: 'Euclidean' },
        ]}
        onChoose={(value) => setMetric(value as Metric)}
        title="Always between the vectors as they are: spherizing and isolating do not change it."
      />
      {few && neighborsOf.value !== null && <p class="secondary">There are only {dataset.value?.rows} points.</p>}
      <List />
    </>
  );
}

function List() {
  const found = neighbors.value;
  if (neighborsOf.value === null) {
    return null;
  }
  return (
    <>
      <h3 class="list-title">Nearest points in the original space</h3>
      {stepOfNeighbors.value !== null && <p class="secondary">{stepOfNeighbors.value}</p>}
      {neighborsNote.value !== null && <p class="secondary">{neighborsNote.value}</p>}
      {found.length === 0 && neighborsBusy.value && <p class="secondary late">Searching…</p>}
      {found.length > 0 && <NeighborList label="Nearest neighbors" found={found} busy={neighborsBusy.value} />}
    </>
  );
}
