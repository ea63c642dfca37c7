import { Icon, type IconName } from './Icon';

export function IconButton(props: {
  label: string;
  icon: IconName;
  onClick: () => void;
  pressed?: boolean;
  /** For a button that opens and closes something. */
  expanded?: boolean;
  /** Shown on hover with the name: the key that does the same. */
  keys?: string;
}) {
  const { label, icon, onClick, pressed, expanded, keys } = props;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      title={keys === undefined ? label : `${label} (${keys})`}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
