import { useEffect, useRef } from 'preact/hooks';
import { helpOpen } from '../../state/layout';
import { IconButton } from '../controls/IconButton';
import { helpTopics } from './helpTopics';

export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = helpOpen.value;
  useEffect(() => {
    if (open) {
      dialog.current?.showModal();
    } else {
      dialog.current?.close();
    }
  }, [open]);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={close}>
      <header>
        <h2 id="help-title">Mouse and keys</h2>
        <IconButton label="Close" icon="close" onClick={close} />
      </header>
      {helpTopics.map(({ title, lines }) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>
            {lines.map(([how, what]) => (
              <>
                <dt>{how}</dt>
                <dd>{what}</dd>
              </>
            ))}
          </dl>
        </section>
      ))}
    </dialog>
  );
}

function close(): void {
  helpOpen.value = false;
}
