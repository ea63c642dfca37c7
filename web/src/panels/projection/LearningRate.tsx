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
  const place = isAuto ? Math.log10(initial) : Math.min(highest, Math.max(lowest, Math.log10(rate)));
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
      <div class="slider">
        <input
          type="range"
          aria-label="Learning rate"
          aria-valuetext={isAuto ? 'automatic' : value}
          title="From 0.001 to 100; double-click for automatic"
          min={lowest}
          max={highest}
          step={step}
          value={place}
          class={isAuto ? 'resting' : undefined}
          style={{ '--filled': `${((place - lowest) / (highest - lowest)) * 100}%` }}
          onInput={(event) => choose(10 ** event.currentTarget.valueAsNumber)}
          onDblClick={() => choose('auto')}
        />
        <output class="secondary">{isAuto ? 'auto' : value}</output>
      </div>
    </div>
  );
}

function choose(next: number | 'auto'): void {
  changeParameter('tsne', 'learning_rate', next === 'auto' ? next : String(Number(next.toPrecision(3))));
}
