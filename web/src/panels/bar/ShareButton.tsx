import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { currentView } from '../../state/opened';
import { encodeTable } from '../../state/tableField';
import { encodeView, mostRowsInAddress } from '../../state/view';
import { whole } from '../../state/words';
import { copyText } from '../controls/copyText';
import { IconButton } from '../controls/IconButton';

/** Copies the address of the view, and says what did not fit into it. */
export function ShareButton() {
  const said = useSignal<string | null>(null);
  useEffect(() => {
    if (said.value === null) {
      return undefined;
    }
    const timer = setTimeout(() => {
      said.value = null;
    }, 5000);
    return () => clearTimeout(timer);
  }, [said.value]);
  return (
    <>
      <span class="said" role="status" aria-label="Sharing">
        {said.value}
      </span>
      <IconButton
        label="Copy the address of this view"
        icon={said.value === null ? 'share' : 'done'}
        onClick={async () => {
          const view = currentView.peek();
          const { text, leftOut } = view === null ? { text: '', leftOut: [] } : encodeView(view);
          const address = new URL(location.href);
          address.hash = `${text}${encodeTable()}`;
          const copied = await copyText(address.href);
          const lost =
            leftOut.length > 0 ? ` It leaves out a selection of over ${whole(mostRowsInAddress)} points.` : '';
          said.value = copied
            ? `Address copied.${lost}`
            : 'The browser does not let the page copy. Take the address above.';
        }}
      />
    </>
  );
}
