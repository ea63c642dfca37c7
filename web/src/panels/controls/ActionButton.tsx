/** A button with words. One that has nothing to do right now keeps its place and its focus. */
export function ActionButton(props: { label: string; text?: string; enabled: boolean; onClick: () => void }) {
  const { label, text, enabled, onClick } = props;
  return (
    <button
      type="button"
      class="button"
      aria-label={text === undefined ? undefined : label}
      aria-disabled={!enabled}
      onClick={() => enabled && onClick()}
    >
      {text ?? label}
    </button>
  );
}
