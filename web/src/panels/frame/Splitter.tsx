const step = 16;

/** The edge of a part of the frame: dragged, or moved with the arrow keys; Enter closes the part, a double click resets its size. */
export function Splitter(props: {
  label: string;
  orientation: 'vertical' | 'horizontal';
  value: number;
  min: number;
  max: number;
  /** 1 where moving right or down makes it larger, −1 where that makes it smaller. */
  grows: 1 | -1;
  /** `frame` is where the part stands. */
  onMove: (event: PointerEvent, frame: DOMRect) => void;
  onChange: (value: number) => void;
  onReset: () => void;
  onClose: () => void;
}) {
  const { label, orientation, value, min, max, grows, onMove, onChange, onReset, onClose } = props;
  const [more, less] = orientation === 'vertical' ? ['ArrowRight', 'ArrowLeft'] : ['ArrowDown', 'ArrowUp'];
  return (
    <div
      class={`splitter ${orientation}`}
      role="separator"
      aria-orientation={orientation}
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a separator that moves takes focus (ARIA 1.2)
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) {
          const frame = event.currentTarget.parentElement?.getBoundingClientRect();
          if (frame !== undefined) {
            onMove(event, frame);
          }
        }
      }}
      onDblClick={onReset}
      onKeyDown={(event) => {
        const values: Record<string, number | undefined> = {
          [more]: value + grows * step,
          [less]: value - grows * step,
          Home: min,
          End: max,
        };
        const next = values[event.key];
        if (next !== undefined) {
          event.preventDefault();
          onChange(next);
        } else if (event.key === 'Enter') {
          onClose();
        }
      }}
    />
  );
}
