/** A line of text with its label to the left; it counts when it is finished, or with every keystroke if `eager`. */
export function TextField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  eager?: boolean;
  title?: string | undefined;
  placeholder?: string;
}) {
  const { label, value, onChange, eager, title, placeholder } = props;
  return (
    <label class="field">
      <span class="name" aria-hidden="true">
        {label}
      </span>
      <input
        type="text"
        aria-label={label}
        title={title}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        value={value}
        onInput={(event) => {
          if (eager === true) {
            onChange(event.currentTarget.value);
          }
        }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
