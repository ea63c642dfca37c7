import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Coloring } from '../../state/coloring';
import { rampSteps } from '../../state/palettes';
import { measure, plural } from '../../state/words';

export function GradientBar({ gradient }: { gradient: Extract<Coloring, { kind: 'gradient' }> }) {
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
  return (
    <>
      <canvas
        ref={canvas}
        class="ramp"
        width={rampSteps}
        height={1}
        role="img"
        aria-label={`Gradient from ${measure(gradient.min)} to ${measure(gradient.max)}`}
      />
      <div class="ends">
        <span>{measure(gradient.min)}</span>
        <span>{measure(gradient.max)}</span>
      </div>
      {gradient.missing > 0 && (
        <p class="secondary">
          {plural(gradient.missing, 'point')} {gradient.column.isMeasure === true ? 'not measured' : 'without a number'}
          , in grey
        </p>
      )}
    </>
  );
}
