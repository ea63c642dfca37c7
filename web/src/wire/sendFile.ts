import { ServerProblem, tell } from './http';

/**
 * Sends a file to the server of this page; its id. Fetch does not tell how far it is with sending; the older way does.
 * @param told Is told the share of the bytes that have gone, or null where it is not known.
 */
export function sendFile(
  { name, content }: { name: string; content: Blob },
  signal: AbortSignal,
  told: (share: number | null) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `api/uploads?name=${encodeURIComponent(name)}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded, total }) => told(total > 0 ? loaded / total : null));
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
    told(0);
    request.send(content);
  });
}

/** Takes files back that were sent for nothing, so that they take no room. */
export function takeBack(files: readonly string[]): void {
  for (const file of files) {
    tell(`uploads/${encodeURIComponent(file)}`, { method: 'DELETE', signal: new AbortController().signal }).catch(
      (error: unknown) => console.warn('A file that was sent for nothing stays on the server until it stops:', error),
    );
  }
}

function parsed(text: string): { file?: string; message?: string; remedy?: string | null } {
  try {
    return JSON.parse(text) as { file?: string; message?: string; remedy?: string | null };
  } catch {
    return {};
  }
}
