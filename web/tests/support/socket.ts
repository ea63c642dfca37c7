import { vi } from 'vitest';

/** Stands in for WebSocket: the test says what the server sends, and sees what the page sends. */
export class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  static opened: FakeSocket[] = [];

  readonly sent: string[] = [];
  readyState = FakeSocket.OPEN;
  binaryType = 'blob';

  constructor(readonly address: URL) {
    super();
    FakeSocket.opened.push(this);
  }

  static install(): void {
    FakeSocket.opened = [];
    vi.stubGlobal('WebSocket', FakeSocket);
    vi.stubGlobal('location', { href: 'http://127.0.0.1:6006/maps/#run=.' });
  }

  /** Waits for the n-th socket (from 0). */
  static async open(place = 0): Promise<FakeSocket> {
    return vi.waitFor(() => {
      const found = FakeSocket.opened[place];
      if (found === undefined) {
        throw new Error(`only ${FakeSocket.opened.length} were opened`);
      }
      return found;
    });
  }

  receive(data: object): void {
    const sent = data instanceof ArrayBuffer ? data : JSON.stringify(data);
    this.dispatchEvent(new MessageEvent('message', { data: sent }));
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    if (this.readyState === FakeSocket.OPEN) {
      this.readyState = 3;
      this.dispatchEvent(new Event('close'));
    }
  }
}
