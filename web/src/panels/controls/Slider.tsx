/** A slider with its number, which can be typed; a double click brings the default back. */
export function Slider(props: {
  label: string;
  value: number;
  min: number;
  max: number;
  initial: number;
  step?: number;
  /** The name of the field in which the number is typed. */
  numberLabel?: string;
  /** The id of a text that says more of it. */
  describedBy?: string | undefined;
  onChange: (value: number) => void;
}) {
  const {
    label,
    value,
    min,
    max,
    initial,
    step = 1,
    numberLabel = `Number of ${label.toLowerCase()}`,
    describedBy,
    onChange,
  } = props;
  const filled = max > min ? ((value - min) / (max - min)) * 100 : 0;
  return (
    <div class="slider">
      <input
        type="range"
        aria-label={label}
        aria-describedby={describedBy}
        title="Double-click for the default"
        min={min}
        max={max}
        step={step}
        value={value}
        style={{ '--filled': `${filled}%` }}
        onInput={(event) => onChange(event.currentTarget.valueAsNumber)}
        onDblClick={() => onChange(initial)}
      />
      <input
        type="number"
        aria-label={numberLabel}
        min={min}
        max={max}
        step={step}
        value={value}
        onChange={(event) => {
          onChange(event.currentTarget.valueAsNumber);
          // What was out of range or no number becomes what is in effect.
          event.currentTarget.value = String(value);
        }}
      />
    </div>
  );
}
