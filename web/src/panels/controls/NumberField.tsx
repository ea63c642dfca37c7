/** A whole number with its label to the left. */
export function NumberField(props: {
  label: string;
  value: number;
  min: number;
  max: number;
  title?: string;
  onChange: (value: number) => void;
}) {
  const { label, value, min, max, title, onChange } = props;
  return (
    <label class="field">
      <span class="name" aria-hidden="true">
        {label}
      </span>
      <input
        type="number"
        aria-label={label}
        title={title}
        min={min}
        max={max}
        value={value}
        onChange={(event) => {
          const next = event.currentTarget.valueAsNumber;
          if (Number.isInteger(next) && next >= min && next <= max) {
            onChange(next);
          } else {
            // What was out of range or no number becomes what is in effect.
            event.currentTarget.value = String(value);
          }
        }}
      />
    </label>
  );
}
