import { Icon, type IconName } from './Icon';

export function IconButton(props: {
  label: string;
  icon: IconName;
  onClick: () => void;
  pressed?: boolean;
  /** For a button that opens and closes something. */
  expanded?: boolean;
  /** Shown on hover with the name: the key that does the same. */
  keys?: string | undefined;
  /** Shown on hover after the name: what it would act on. */
  says?: string | undefined;
  /** A button that has nothing to do right now keeps its place and its focus. */
  enabled?: boolean;
}) {
  const { label, icon, onClick, pressed, expanded, keys, says, enabled } = props;
  const name = says === undefined ? label : `${label}: ${says}`;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-disabled={enabled === false}
      title={keys === undefined ? name : `${name} (${keys})`}
      onClick={() => enabled !== false && onClick()}
    >
      <Icon name={icon} />
    </button>
  );
}
