export interface Option {
  value: string;
  label: string;
}

/** A menu with its label to the left; a native select, so that keys, touch and assistive technology work as everywhere. */
export function Choice(props: {
  label: string;
  value: string;
  options: readonly Option[];
  onChoose: (value: string) => void;
  kind?: 'axis';
  title?: string;
  shortLabel?: string;
}) {
  const { label, value, options, onChoose, kind, title, shortLabel } = props;
  return (
    <label class={kind === undefined ? 'field' : `field ${kind}`}>
      <span class="name" aria-hidden="true">
        {shortLabel ?? label}
      </span>
      <select aria-label={label} title={title} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
