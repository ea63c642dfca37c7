import {
  colorBy,
  colorMeasure,
  labelBy,
  labelling,
  labelSize,
  labelSizes,
  setColorBy,
  setLabelBy,
  setLabelSize,
  type Labelling,
} from '../../state/appearance';
import { possibleModes } from '../../state/coloring';
import { columnFailures, dataset } from '../../state/dataset';
import { isQualityMeasure, measureTitles, qualityMeasures } from '../../state/measures';
import { chooseColorMeasure } from '../../state/quality';
import { spherize } from '../../state/projection';
import { publishOpen } from '../../state/publish';
import { uploadOpen } from '../../state/uploads';
import { whole } from '../../state/words';
import {
  canBeShown,
  chooseRun,
  chooseTensor,
  currentRun,
  currentTensor,
  listedRuns,
  runTitle,
  workspace,
  type TensorEntry,
} from '../../state/workspace';
import { Check } from '../controls/Check';
import { Choice } from '../controls/Choice';
import { FolderState } from './FolderState';
import { Legend } from './Legend';

export function DataPanel() {
  return (
    <>
      <Source />
      {dataset.value !== null && <Meaning />}
      <FolderState />
    </>
  );
}

/** Which tensor is shown. */
function Source() {
  const runs = listedRuns.value;
  const tensors = currentRun.value?.tensors ?? [];
  return (
    <>
      <Choice
        label={workspace.value === null || workspace.value.kind === 'directory' ? 'Run' : 'Source'}
        value={currentRun.value?.name ?? ''}
        options={
          runs.length === 0
            ? [{ value: '', label: 'No runs' }]
            : runs.map((run) => ({
                value: run.name,
                label: runTitle(run.name),
              }))
        }
        onChoose={chooseRun}
      />
      <Choice
        label="Tensor"
        value={currentTensor.value?.name ?? ''}
        options={
          tensors.length === 0
            ? [{ value: '', label: 'No tensors' }]
            : tensors.map((tensor) => ({ value: tensor.name, label: describe(tensor) }))
        }
        onChoose={chooseTensor}
        title={currentTensor.value?.name ?? ''}
      />
      <div class="line data-links">
        <button
          type="button"
          class="link-button"
          onClick={() => {
            uploadOpen.value = true;
          }}
        >
          Open your own files…
        </button>
        {dataset.value !== null && (
          <button
            type="button"
            class="link-button"
            onClick={() => {
              publishOpen.value = true;
            }}
          >
            Publish…
          </button>
        )}
      </div>
    </>
  );
}

/** What the points are coloured by and called: the legend before what is set once and left. */
function Meaning() {
  const columns = dataset.value?.metadata ?? [];
  const named = columns.map((column) => ({ value: String(column.index), label: column.name }));
  const colorable = columns.filter((column) => possibleModes(column).length > 0);
  return (
    <>
      <Choice
        label="Color by"
        value={colorMeasure.value ?? String(colorBy.value ?? '')}
        options={[
          { value: '', label: 'No color' },
          ...colorable.map((column) => ({ value: String(column.index), label: column.name })),
          ...qualityMeasures.map((measure) => ({ value: measure, label: measureTitles[measure] })),
        ]}
        onChoose={(value) =>
          isQualityMeasure(value) ? chooseColorMeasure(value) : setColorBy(value === '' ? null : Number(value))
        }
      />
      {[...columnFailures.value.values()].map((message) => (
        <p key={message} class="error-text">
          {message}
        </p>
      ))}
      <Legend />
      <Choice
        label="Label by"
        value={String(labelBy.value ?? '')}
        options={columns.length === 0 ? [{ value: '', label: 'Row number' }] : named}
        onChoose={(value) => setLabelBy(value === '' ? null : Number(value))}
      />
      <Labels />
      <Check
        label="Spherize data"
        title="Moves the mean to the origin, then gives every vector the length 1. Neighbors and distances stay those of the vectors as they are."
        checked={spherize.value}
        onChange={(checked) => {
          spherize.value = checked;
        }}
      />
    </>
  );
}

/** Which points are named on the map, and how large. */
function Labels() {
  return (
    <div class="pair">
      <Choice
        label="Labels"
        value={labelling.value}
        options={[
          { value: 'some', label: 'Selected' },
          { value: 'all', label: 'All that fit' },
          { value: 'text', label: 'As points' },
          { value: 'none', label: 'None' },
        ]}
        title="Selected: the point under the pointer, the selected ones and their neighbors. As points: names stand where the points are."
        onChoose={(value) => {
          labelling.value = value as Labelling;
        }}
      />
      <input
        type="number"
        aria-label="Label size"
        title="Height of the letters, in pixels"
        min={labelSizes.least}
        max={labelSizes.most}
        value={labelSize.value}
        onChange={(event) => {
          setLabelSize(event.currentTarget.valueAsNumber);
          event.currentTarget.value = String(labelSize.peek());
        }}
      />
    </div>
  );
}

function describe(tensor: TensorEntry): string {
  const size =
    tensor.rows === null || tensor.columns === null ? '' : ` · ${whole(tensor.rows)} × ${whole(tensor.columns)}`;
  return `${tensor.name}${size}${canBeShown(tensor) ? (tensor.isRemote === true ? ' · not fetched yet' : '') : ' · cannot be shown'}`;
}
