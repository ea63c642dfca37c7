import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { IconButton } from './IconButton';

/** A sentence with a button that unfolds what exactly it means. */
export function Info({
  label,
  sentence,
  children,
}: {
  label: string;
  sentence: ComponentChildren;
  children: ComponentChildren;
}) {
  const open = useSignal(false);
  return (
    <div class="info">
      <div class="line-of-info">
        {sentence}
        <IconButton
          label={label}
          icon="note"
          expanded={open.value}
          onClick={() => {
            open.value = !open.value;
          }}
        />
      </div>
      {open.value && <div class="secondary definition">{children}</div>}
    </div>
  );
}
