/** A button with words. One that has nothing to do right now keeps its place and its focus. */
export function ActionButton(props: {
  label: string;
  title?: string | undefined;
  enabled: boolean;
  onClick: () => void;
}) {
  const { label, title, enabled, onClick } = props;
  return (
    <button type="button" class="button" title={title} aria-disabled={!enabled} onClick={() => enabled && onClick()}>
      {label}
    </button>
  );
}
