/** A button with words. One that has nothing to do right now keeps its place and its focus. */
export function ActionButton(props: {
  label: string;
  /** What it is called where its label does not stand beside what it acts on; begins with the label. */
  name?: string;
  title?: string | undefined;
  /** For a button beside the title of a panel. */
  small?: boolean;
  enabled: boolean;
  onClick: () => void;
}) {
  const { label, name, title, small = false, enabled, onClick } = props;
  return (
    <button
      type="button"
      class={small ? 'button small' : 'button'}
      title={title}
      aria-label={name}
      aria-disabled={!enabled}
      onClick={() => enabled && onClick()}
    >
      {label}
    </button>
  );
}
