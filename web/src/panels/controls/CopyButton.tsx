import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { copyText } from './copyText';
import { Icon } from './Icon';

export function CopyButton({ label, text }: { label: string; text: string }) {
  const copied = useSignal(false);
  useEffect(() => {
    if (!copied.value) {
      return undefined;
    }
    const timer = setTimeout(() => {
      copied.value = false;
    }, 1500);
    return () => clearTimeout(timer);
  }, [copied.value]);
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={copied.value ? 'Copied' : label}
      title={label}
      onClick={async () => {
        copied.value = await copyText(text);
      }}
    >
      <Icon name={copied.value ? 'done' : 'copy'} />
    </button>
  );
}
