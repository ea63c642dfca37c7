import { useSignal } from '@preact/signals';
import { dataset } from '../../state/dataset';
import { addressOf } from '../../state/remoteConfig';
import { bringFile, brought, closeUpload, openBrought, upload, uploadOpen, type Brought } from '../../state/uploads';
import { percent } from '../../state/words';
import { ActionButton } from '../controls/ActionButton';
import { Dialog } from '../controls/Dialog';
import { TextField } from '../controls/TextField';
import { Progress } from '../map/Chip';

/** Vectors and metadata of the person's own: chosen here, or dropped on the page. */
export function OpenFiles() {
  const { vectors, metadata } = brought.value;
  const open = dataset.value;
  const current = upload.value;
  const busy = current.state === 'busy';
  const describes = vectors === null && metadata !== null && open !== null;
  return (
    <Dialog title="Open files" open={uploadOpen.value} onClose={closeUpload}>
      <section class="form" aria-label="Files">
        <p class="secondary">
          They go to the server of this page, and are gone when it stops. Nothing is written into the log directory.
        </p>
        <FileField
          label="Vectors"
          as="vectors"
          file={vectors}
          hint="npy, npz, safetensors, pt, h5, h5ad, word2vec, GloVe, fastText, TSV, CSV, JSON, bytes, and more"
        />
        <FileField
          label="Metadata"
          as="metadata"
          file={metadata}
          hint="TSV, CSV or JSON: one line for each point, or joined by a column that both have"
        />
        {describes && <p class="secondary">The metadata will describe {open.tensor}.</p>}
        <div class="actions">
          <ActionButton
            label="Open"
            enabled={!busy && (vectors !== null || describes)}
            title={vectors === null && !describes ? 'Choose vectors first.' : undefined}
            onClick={openBrought}
          />
          <ActionButton label={busy ? 'Stop' : 'Cancel'} enabled onClick={closeUpload} />
        </div>
        <Elsewhere />
        {current.state === 'busy' && (
          <div role="status">
            <p class="secondary">
              {current.share === null
                ? `The server looks at ${current.name}…`
                : `Sending ${current.name} · ${percent(current.share)}`}
            </p>
            {current.share !== null && <Progress share={current.share} label={`Sending ${current.name}`} />}
          </div>
        )}
        {current.state === 'failed' && (
          <p class="error-text" role="alert">
            {current.message}
          </p>
        )}
      </section>
    </Dialog>
  );
}

/** A configuration on another server. It takes a page of its own, whose policy allows to fetch from there. */
function Elsewhere() {
  const address = useSignal('');
  const full = addressOf(address.value.trim(), location.href);
  return (
    <>
      <hr class="rule" />
      <TextField
        label="Or from"
        value={address.value}
        placeholder="https://…/projector_config.json"
        title="The address of a configuration of TensorBoard's projector on another server"
        eager
        onChange={(written) => {
          address.value = written;
        }}
      />
      <div class="actions">
        <ActionButton
          label="Open the address"
          enabled={address.value.trim() !== '' && full !== null}
          onClick={() => location.assign(`?config=${encodeURIComponent(full ?? '')}`)}
        />
      </div>
    </>
  );
}

function FileField(props: { label: string; as: keyof Brought; file: File | null; hint: string }) {
  const { label, as, file, hint } = props;
  return (
    <div class="file-field">
      <label class="field">
        <span class="name">{label}</span>
        <span class="chosen">
          <span class="button">{file === null ? 'Choose a file' : 'Choose another'}</span>
          <span class="cut">{file === null ? 'or drop it on the page' : file.name}</span>
          <input
            type="file"
            class="unseen"
            aria-label={label}
            onChange={(event) => bringFile(as, event.currentTarget.files?.[0] ?? null)}
          />
        </span>
      </label>
      <p class="secondary">{hint}</p>
    </div>
  );
}
