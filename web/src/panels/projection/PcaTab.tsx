import {
  describedVariance,
  pcaComponents,
  pcaResult,
  pcaUncentred,
  projectionStatus,
  setComponents,
} from '../../state/projection';
import { axesAreTurned } from '../../state/steps';
import { percent } from '../../state/words';
import { Check } from '../controls/Check';
import { Choice } from '../controls/Choice';
import { VarianceBars } from './VarianceBars';

export function PcaTab() {
  const result = pcaResult.value;
  const status = projectionStatus.value;
  return (
    <>
      <Axes />
      {result !== null && (
        <>
          <VarianceBars shares={result.explainedVariance} shown={pcaComponents.value} />
          <p class="secondary">Total variance described: {percent(describedVariance(result, pcaComponents.value))}.</p>
        </>
      )}
      <Check
        label="Without centring, as the original"
        title="The original projector leaves the mean in the data, so that its first component often points at the mean. Off: principal components as textbooks define them."
        checked={pcaUncentred.value}
        onChange={(checked) => {
          pcaUncentred.value = checked;
        }}
      />
      {axesAreTurned.value && (
        <p class="secondary">
          The map is turned onto the steps before, so that its axes stay: each is a mixture of these components.
        </p>
      )}
      {status.state === 'done' &&
        status.notes.map((note) => (
          <p key={note} class="secondary">
            {note}
          </p>
        ))}
      {status.state === 'failed' && <p class="error-text">PCA failed: {status.message}</p>}
    </>
  );
}

/** Which component stands on which axis. */
function Axes() {
  const [x, y, z] = pcaComponents.value;
  const shares = pcaResult.value?.explainedVariance ?? [];
  const known = Math.max(shares.length, x + 1, y + 1, (z ?? 0) + 1);
  const options = Array.from({ length: known }, (_, component) => ({
    value: String(component),
    label: `Component ${component + 1}${shares[component] === undefined ? '' : ` · ${percent(shares[component])}`}`,
  }));
  return (
    <>
      <Choice
        label="X axis"
        shortLabel="X"
        kind="axis"
        value={String(x)}
        options={options}
        onChoose={(value) => setComponents([Number(value), y, z])}
      />
      <Choice
        label="Y axis"
        shortLabel="Y"
        kind="axis"
        value={String(y)}
        options={options}
        onChoose={(value) => setComponents([x, Number(value), z])}
      />
      <Choice
        label="Z axis"
        shortLabel="Z"
        kind="axis"
        value={String(z ?? '')}
        options={[{ value: '', label: 'None (2D)' }, ...options]}
        onChoose={(value) => setComponents([x, y, value === '' ? null : Number(value)])}
      />
    </>
  );
}
