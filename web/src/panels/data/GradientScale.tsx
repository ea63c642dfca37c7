import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { colorScale, setColorScale } from '../../state/appearance';
import { defaultScale, type RampName } from '../../state/colorScale';
import type { Gradient } from '../../state/coloring';
import { rampSteps } from '../../state/ramps';
import { measure, plural, whole } from '../../state/words';
import { Check } from '../controls/Check';
import { Choice } from '../controls/Choice';

/** The ramp with its ends, which can be moved, and what is outside of them. */
export function GradientScale({ gradient }: { gradient: Gradient }) {
  const problem = useSignal<string | null>(null);
  const { ramp, inverted, from, to, center } = colorScale.value;
  const isMoved = from !== null || to !== null || center !== null;
  const move = (change: Partial<Record<'from' | 'to' | 'center', number | null>>): boolean => {
    const next = {
      from: change.from === undefined ? gradient.min : (change.from ?? Number.NEGATIVE_INFINITY),
      to: change.to === undefined ? gradient.max : (change.to ?? Number.POSITIVE_INFINITY),
    };
    const fits = next.from < next.to;
    problem.value = fits ? null : 'The lower end has to be less than the upper one.';
    if (fits) {
      setColorScale(change);
    }
    return fits;
  };
  return (
    <>
      <Bar gradient={gradient} />
      <div class="ends">
        <End
          label="Lower end"
          place="lower"
          value={gradient.min}
          isOwn={from !== null}
          onChange={(value) => move({ from: value })}
        />
        {gradient.center !== null && (
          <End
            label="Center"
            place="middle"
            value={gradient.center}
            isOwn={center !== null}
            onChange={(value) => {
              problem.value = null;
              setColorScale({ center: value });
              return true;
            }}
          />
        )}
        <End
          label="Upper end"
          place="upper"
          value={gradient.max}
          isOwn={to !== null}
          onChange={(value) => move({ to: value })}
        />
      </div>
      {problem.value !== null && (
        <p class="error-text" role="alert">
          {problem.value}
        </p>
      )}
      <Choice
        label="Ramp"
        value={ramp}
        options={[
          { value: 'perceptual', label: 'Perceptual' },
          { value: 'diverging', label: 'Diverging' },
          { value: 'yellow-blue', label: 'Yellow to blue (original)' },
        ]}
        title="Perceptual: equal differences look equal. Diverging: blue below a center, orange above it. Yellow to blue: as in TensorBoard; one of its ends hardly stands out from the ground."
        onChoose={(value) => setColorScale({ ramp: value as RampName })}
      />
      <div class="head">
        <Check label="Inverted" checked={inverted} onChange={(checked) => setColorScale({ inverted: checked })} />
        {isMoved && (
          <button
            type="button"
            class="link-button"
            onClick={() => {
              problem.value = null;
              setColorScale({ ...defaultScale, ramp, inverted });
            }}
          >
            Default ends
          </button>
        )}
      </div>
      <Outside gradient={gradient} />
    </>
  );
}

function Bar({ gradient }: { gradient: Gradient }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { palette } = gradient.points;
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    palette.slice(0, rampSteps).forEach((color, step) => {
      if (context) {
        context.fillStyle = color;
        context.fillRect(step, 0, 1, 1);
      }
    });
  }, [palette]);
  const over = gradient.center === null ? '' : ` over ${measure(gradient.center)}`;
  return (
    <canvas
      ref={canvas}
      class="ramp"
      width={rampSteps}
      height={1}
      role="img"
      aria-label={`Gradient from ${measure(gradient.min)}${over} to ${measure(gradient.max)}`}
    />
  );
}

/** A value on the ramp. An empty field takes it back to its default; what is no number or does not fit becomes what is in effect. */
function End(props: {
  label: string;
  place: 'lower' | 'middle' | 'upper';
  value: number;
  isOwn: boolean;
  onChange: (value: number | null) => boolean;
}) {
  const { label, place, value, isOwn, onChange } = props;
  const shown = String(Number(value.toPrecision(5)));
  return (
    <input
      type="number"
      step="any"
      class={place}
      aria-label={label}
      title={`${label} of the ramp: ${isOwn ? `${value}, chosen; empty: the default` : `${value}; type another`}`}
      value={shown}
      onChange={(event) => {
        const field = event.currentTarget;
        const next = field.value === '' && !field.validity.badInput ? null : field.valueAsNumber;
        const isTaken = (next === null || Number.isFinite(next)) && onChange(next);
        if (!isTaken || next === null) {
          // Also where the default is what stood there before: then nothing is drawn anew.
          field.value = shown;
        }
      }}
    />
  );
}

/** What of the points has no colour of its own on the ramp. */
function Outside({ gradient }: { gradient: Gradient }) {
  const { below, above, missing, column } = gradient;
  const beyond = [
    ...(below > 0 ? [`${whole(below)} below`] : []),
    ...(above > 0 ? [`${whole(above)} above`] : []),
  ].join(', ');
  return (
    <>
      {beyond !== '' && (
        <p class="secondary">
          {plural(below + above, 'point')} beyond the ends ({beyond}), in the color of the end
        </p>
      )}
      {missing > 0 && (
        <p class="secondary">
          {plural(missing, 'point')} {column.isMeasure === true ? 'not measured' : 'without a number'}, in grey
        </p>
      )}
    </>
  );
}
