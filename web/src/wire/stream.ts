/** What a stream of a run brings (docs/api.md). */
export interface StreamEvents {
  /** A text: the state of the run. */
  said: (text: string) => void;
  /** A frame: where the rows stand. It is acknowledged once the next animation frame has drawn it; only then comes another. */
  frame: (bytes: ArrayBuffer) => void;
}

/** Listens to a run until the server closes the stream, or the connection breaks; both end it without an error. */
export function listen(path: string, { said, frame }: StreamEvents, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const address = new URL(`api/${path}`, location.href);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    address.hash = '';
    const socket = new WebSocket(address);
    socket.binaryType = 'arraybuffer';
    const fail = (error: unknown): void => {
      // First of all: a socket that closes ends the stream as if the server had.
      reject(error as Error);
      socket.close();
    };
    const abort = (): void => fail(signal.reason);
    signal.addEventListener('abort', abort);
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (signal.aborted) {
        return;
      }
      try {
        if (typeof data === 'string') {
          said(data);
        } else {
          frame(data);
          requestAnimationFrame(() => socket.readyState === WebSocket.OPEN && socket.send('ack'));
        }
      } catch (error) {
        fail(error);
      }
    });
    socket.addEventListener('close', () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}
