import { batch } from '@preact/signals';
import { dataset } from '../state/dataset';
import { closeUpload, upload, wantedUpload, type Brought } from '../state/uploads';
import { chosenRun, chosenTensor, workspace, type Workspace } from '../state/workspace';
import { askJson, messageOf, ServerProblem } from './http';
import { newest } from './newest';

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
  const sent = {
    vectors: vectors === null ? null : await sendFile(vectors, signal),
    metadata: metadata === null ? null : await sendFile(metadata, signal),
  };
  upload.value = { state: 'busy', name: (vectors ?? metadata)?.name ?? '', share: null };
  const of = vectors === null ? { run: open?.run, tensor: open?.tensor } : {};
  const shown = await askJson<{ run: string; tensor: string }>('uploads/tensors', {
    method: 'POST',
    body: { ...sent, ...of },
    signal,
  });
  const next = await askJson<Workspace>('workspace', { signal });
  if (!signal.aborted) {
    batch(() => {
      workspace.value = next;
      chosenRun.value = shown.run;
      chosenTensor.value = shown.tensor;
      closeUpload();
    });
  }
}

/** Fetch does not tell how far it is with sending; the older way does. */
function sendFile(file: File, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `api/uploads?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      upload.value = { state: 'busy', name: file.name, share: total > 0 ? loaded / total : null };
    });
    request.addEventListener('load', () => {
      const answer = parsed(request.responseText);
      if (request.status === 200 && typeof answer.file === 'string') {
        resolve(answer.file);
      } else {
        reject(
          new ServerProblem(
            request.status,
            answer.message ?? `The server answered with ${request.status}.`,
            answer.remedy ?? null,
          ),
        );
      }
    });
    request.addEventListener('error', () =>
      reject(new ServerProblem(0, 'The server does not answer.', 'Look at the terminal in which it was started.')),
    );
    request.addEventListener('abort', () => reject(new DOMException('Stopped', 'AbortError')));
    signal.addEventListener('abort', () => request.abort());
    upload.value = { state: 'busy', name: file.name, share: 0 };
    request.send(file);
  });
}

function parsed(text: string): { file?: string; message?: string; remedy?: string | null } {
  try {
    return JSON.parse(text) as { file?: string; message?: string; remedy?: string | null };
  } catch {
    return {};
  }
}
