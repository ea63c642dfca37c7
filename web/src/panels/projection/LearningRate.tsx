import { valueOf } from '../../state/layouts';
import { parameterOf } from '../../state/methods';
import { changeParameter } from '../../state/runs';
import { Check } from '../controls/Check';

/** The original's range, as powers of ten. */
const lowest = -3;
const highest = 2;
const step = 0.25;
const initial = 10;

/** How far points move in an iteration: on a logarithmic slider from 0.001 to 100, or as the data suggest. */
export function LearningRate() {
  const value = valueOf('tsne', 'learning_rate');
  const rate = Number(value);
  const isAuto = value === 'auto' || !(rate > 0);
  const place = Math.min(highest, Math.max(lowest, Math.log10(rate)));
  return (
    <div title={parameterOf('tsne', 'learning_rate')?.help}>
      <div class="line">
        <span class="secondary" aria-hidden="true">
          Learning rate
        </span>
        <Check
          label="Automatic"
          title="The number of rows divided by the exaggeration"
          checked={isAuto}
          onChange={(checked) => choose(checked ? 'auto' : initial)}
        />
      </div>
      {!isAuto && (
        <div class="slider">
          <input
            type="range"
            aria-label="Learning rate"
            aria-valuetext={value}
            title="From 0.001 to 100; double-click for automatic"
            min={lowest}
            max={highest}
            step={step}
            value={place}
            style={{ '--filled': `${((place - lowest) / (highest - lowest)) * 100}%` }}
            onInput={(event) => choose(10 ** event.currentTarget.valueAsNumber)}
            onDblClick={() => choose('auto')}
          />
          <output class="secondary">{value}</output>
        </div>
      )}
    </div>
  );
}

function choose(next: number | 'auto'): void {
  changeParameter('tsne', 'learning_rate', next === 'auto' ? next : String(Number(next.toPrecision(3))));
}
