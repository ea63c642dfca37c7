import { useComputed } from '@preact/signals';
import { valueOf } from '../../state/layouts';
import { parameterOf, type RunMethod } from '../../state/methods';
import { changeParameter, waitsForNextRun } from '../../state/runs';
import { Slider } from '../controls/Slider';

/** A slider for one number among the parameters; the range is that in which people work, the server may allow more. */
export function ParameterSlider(props: {
  method: RunMethod;
  name: string;
  label: string;
  min: number;
  max: number;
  step?: number;
}) {
  const { method, name, label, min, max, step = 1 } = props;
  // By itself: what a run says several times a second must not take away a number that is being typed.
  const waits = useComputed(() => waitsForNextRun(method, name)).value;
  const parameter = parameterOf(method, name);
  if (parameter === undefined) {
    return null;
  }
  const hint = `next-run-${method}-${name}`;
  const initial = Number(parameter.default);
  const value = Number(valueOf(method, name));
  return (
    <div class="titled-slider" title={parameter.help}>
      <span class="secondary" aria-hidden="true">
        {label}
      </span>
      <Slider
        label={label}
        numberLabel={`${label} as a number`}
        describedBy={waits ? hint : undefined}
        value={Number.isFinite(value) ? value : initial}
        min={Math.max(min, parameter.minimum ?? min)}
        max={Math.max(max, value || 0)}
        step={step}
        initial={initial}
        onChange={(next) => {
          if (next >= (parameter.minimum ?? min) && next <= (parameter.maximum ?? max)) {
            changeParameter(method, name, String(next));
          }
        }}
      />
      {waits && (
        <span id={hint} class="next-run">
          applies to the next run
        </span>
      )}
    </div>
  );
}
