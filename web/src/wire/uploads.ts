import { batch, effect } from '@preact/signals';
import { closeDataset } from '../state/opened';
import { dataset } from '../state/dataset';
import { removalProblem } from '../state/remote';
import { closeUpload, upload, wantedUpload, type Brought } from '../state/uploads';
import { chosenRun, chosenTensor, wantedRemoval, workspace, type Workspace } from '../state/workspace';
import { askJson, messageOf, tell } from './http';
import { newest } from './newest';
import { sendFile, takeBack } from './sendFile';

/** Sends the files that the person wants to open, and opens what they become. */
export function watchUploads(): () => void {
  return newest(
    () => {
      const wanted = wantedUpload.value;
      return wanted === null ? null : (signal) => send(wanted, signal);
    },
    (error) => {
      batch(() => {
        upload.value = { state: 'failed', message: messageOf(error) };
        wantedUpload.value = null;
      });
    },
  );
}

async function send({ vectors, metadata }: Brought, signal: AbortSignal): Promise<void> {
  const open = dataset.peek();
  const ids: string[] = [];
  const sendOne = async (file: File | null): Promise<string | null> => {
    if (file === null) {
      return null;
    }
    const id = await sendFile({ name: file.name, content: file }, signal, (share) => {
      upload.value = { state: 'busy', name: file.name, share };
    });
    ids.push(id);
    return id;
  };
  try {
    const sent = { vectors: await sendOne(vectors), metadata: await sendOne(metadata) };
    upload.value = { state: 'busy', name: (vectors ?? metadata)?.name ?? '', share: null };
    const of = vectors === null ? { run: open?.run, tensor: open?.tensor } : {};
    const shown = await askJson<Shown>('uploads/tensors', { method: 'POST', body: { ...sent, ...of }, signal });
    await showSent(shown, signal);
    closeUpload();
  } catch (error) {
    takeBack(ids);
    throw error;
  }
}

/** What sent files became. */
export interface Shown {
  run: string;
  tensor: string;
}

/** Looks at what sent files became. */
export async function showSent({ run, tensor }: Shown, signal: AbortSignal): Promise<void> {
  const next = await askJson<Workspace>('workspace', { signal });
  if (!signal.aborted) {
    batch(() => {
      workspace.value = next;
      chosenRun.value = run;
      chosenTensor.value = tensor;
    });
  }
}

/** Removes from the server what the person brought there and wants to have gone. */
export function watchRemovals(): () => void {
  return effect(() => {
    const run = wantedRemoval.value;
    if (run !== null) {
      void remove(run);
    }
  });
}

async function remove(run: string): Promise<void> {
  const { signal } = new AbortController();
  try {
    await Promise.resolve();
    await tell(`uploads/runs?name=${encodeURIComponent(run)}`, { method: 'DELETE', signal });
    const next = await askJson<Workspace>('workspace', { signal });
    batch(() => {
      workspace.value = next;
      wantedRemoval.value = null;
      if (dataset.peek()?.run === run) {
        closeDataset();
      }
    });
  } catch (error) {
    batch(() => {
      wantedRemoval.value = null;
      removalProblem.value = `${run} is still there: ${messageOf(error)}`;
    });
  }
}
