/** An answer of the server that says why it cannot do what was asked; status 0 when there was no answer. */
export class ServerProblem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly remedy: string | null,
  ) {
    super(message);
    this.name = 'ServerProblem';
  }
}

export interface Question {
  signal: AbortSignal;
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as they are, in the place of JSON. */
  bytes?: Uint8Array<ArrayBuffer>;
}

/** Asks for JSON under `api/`, beside the page, so that a path prefix holds. */
export async function askJson<T>(path: string, question: Question): Promise<T> {
  const response = await ask(path, question);
  return (await response.json()) as T;
}

/** Asks for bytes under `api/`. */
export async function askBytes(path: string, question: Question): Promise<ArrayBuffer> {
  const response = await ask(path, question);
  return response.arrayBuffer();
}

/** Asks for bytes that the browser may keep out of memory. */
export async function askBlob(path: string, question: Question): Promise<Blob> {
  const response = await ask(path, question);
  return response.blob();
}

/** Tells the server something whose answer holds nothing that the page needs. */
export async function tell(path: string, question: Question): Promise<void> {
  await ask(path, question);
}

async function ask(path: string, { signal, method = 'GET', body, bytes }: Question): Promise<Response> {
  const request: RequestInit = { method, signal };
  if (body !== undefined) {
    request.headers = { 'Content-Type': 'application/json' };
    request.body = JSON.stringify(body);
  } else if (bytes !== undefined) {
    request.headers = { 'Content-Type': 'application/octet-stream' };
    request.body = bytes;
  }
  let response: Response;
  try {
    response = await fetch(`api/${path}`, request);
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    throw new ServerProblem(0, 'The server does not answer.', 'Look at the terminal in which it was started.');
  }
  if (!response.ok) {
    throw await problemOf(response);
  }
  return response;
}

async function problemOf(response: Response): Promise<ServerProblem> {
  const fallback = `The server answered with ${response.status} ${response.statusText}.`.replace(' .', '.');
  try {
    const { message, remedy } = (await response.json()) as { message?: unknown; remedy?: unknown };
    const said = typeof message === 'string' ? message : fallback;
    return new ServerProblem(response.status, said, typeof remedy === 'string' ? remedy : null);
  } catch {
    return new ServerProblem(response.status, fallback, null);
  }
}

/** What to tell the person about something that failed. */
export function messageOf(error: unknown): string {
  if (error instanceof ServerProblem && error.remedy !== null) {
    return `${error.message} ${error.remedy}`;
  }
  return error instanceof Error ? error.message : String(error);
}

export function remedyOf(error: unknown): string | null {
  return error instanceof ServerProblem ? error.remedy : null;
}
