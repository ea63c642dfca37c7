import { computed } from '@preact/signals';
import { colorMeasure, setColorBy } from '../../state/appearance';
import { measureQuestions, measureTitles, type QualityMeasure } from '../../state/measures';
import { methodTitles } from '../../state/methods';
import { shownMethod } from '../../state/projection';
import {
  cancelMeasurement,
  chooseColorMeasure,
  isMeasuring,
  isStale,
  measureColumnFailure,
  measureMap,
  measurement,
  shownMap,
  type Figures,
  type Measurement,
} from '../../state/quality';
import { percent, plural, whole } from '../../state/words';
import { ActionButton } from '../controls/ActionButton';
import { Progress } from '../map/Chip';

export const qualityHasContent = computed(() => measurement.value !== null);

/** Measures the shown map, where it has not been measured as it is. */
export function QualityAction() {
  const [known, map] = [measurement.value, shownMap.value];
  if (known !== null && (isMeasuring(known) || (!isStale.value && known.state === 'done'))) {
    return null;
  }
  const question = `How far the ${methodTitles[shownMethod.value]} map can be trusted: whether what looks near is near.`;
  return (
    <ActionButton
      label={known === null ? 'Measure' : 'Measure again'}
      title={map?.moves === true ? `${question} It still moves and is measured as it stands now.` : question}
      small
      enabled={map !== null}
      onClick={measureMap}
    />
  );
}

/** How far the shown map can be trusted, once that was measured. */
export function QualityPanel() {
  const known = measurement.value;
  if (known === null) {
    return null;
  }
  if (isMeasuring(known)) {
    return <Measuring known={known} />;
  }
  return (
    <>
      {known.figures !== null && <FigureList figures={known.figures} />}
      {known.state === 'failed' && (
        <p class="error-text" role="alert">
          It could not be measured: {known.message ?? 'the server did not say why.'}
        </p>
      )}
      {measureColumnFailure.value !== null && (
        <p class="error-text" role="alert">
          The colors did not arrive: {measureColumnFailure.value}
        </p>
      )}
      {isStale.value && known.figures !== null && (
        <p class="secondary" role="status" aria-label="Age of the quality">
          The map has changed since it was measured.
        </p>
      )}
    </>
  );
}

function Measuring({ known }: { known: Measurement }) {
  return (
    <>
      <div class="ends">
        <span role="status" aria-label="Measuring">
          {known.state === 'queued' ? 'Waits for its turn' : `Measuring · ${percent(known.progress)}`}
        </span>
        <button type="button" class="link-button" onClick={cancelMeasurement}>
          Cancel
        </button>
      </div>
      <Progress share={known.progress} label="Progress of the measurement" />
    </>
  );
}

/** As it is written within a sentence. */
function distanceName(metric: string): string {
  return metric === 'euclidean' ? 'Euclidean' : metric;
}

function FigureList({ figures }: { figures: Figures }) {
  const { sampleRows, comparedRows, metric } = figures;
  return (
    <>
      <ul class="figures" aria-label="Figures">
        {figures.measures.map(({ name, k, value }) => (
          <Figure key={name} measure={name} k={k} value={value} />
        ))}
      </ul>
      <p class="secondary">
        {sampleRows === null
          ? `Exact, on all ${plural(comparedRows, 'point')}; ${distanceName(metric)} distance.`
          : `On a sample of ${whole(sampleRows)} of ${plural(comparedRows, 'point')}, each against all; ${distanceName(metric)} distance. Points outside the sample are grey.`}
      </p>
      {figures.notes
        .filter((note) => sampleRows === null || !note.startsWith('Measured on'))
        .map((note) => (
          <p key={note} class="secondary">
            {note}
          </p>
        ))}
    </>
  );
}

/** A figure, which colours the points by its measure. */
function Figure({ measure, k, value }: { measure: QualityMeasure; k: number; value: number }) {
  const pressed = colorMeasure.value === measure;
  return (
    <li>
      <button
        type="button"
        class="figure"
        aria-pressed={pressed}
        title={`${measureQuestions[measure]} 1 is perfect. Click: ${pressed ? 'no color' : 'color the points by it'}.`}
        onClick={() => (pressed ? setColorBy(null) : chooseColorMeasure(measure))}
      >
        <span class="cut">{measureTitles[measure]}</span>
        <span class="secondary">k = {k}</span>
        <span class="value">{value.toFixed(3)}</span>
      </button>
    </li>
  );
}
