import { vi } from 'vitest';

export interface Asked {
  path: string;
  method: string;
  body: unknown;
  /** Answers this question; until then it waits, as over a slow line. */
  answer(body: unknown, status?: number): void;
}

/** Stands in for the server: holds every question until the test answers it, and honours aborts as fetch does. */
export class FakeServer {
  readonly asked: Asked[] = [];

  install(): void {
    vi.stubGlobal('fetch', (path: string, init: RequestInit = {}) => this.fetch(path, init));
  }

  /** Waits for the n-th question (from 0) under a path that begins so. */
  async question(prefix: string, place = 0): Promise<Asked> {
    return vi.waitFor(() => {
      const found = this.asked.filter(({ path }) => path.startsWith(prefix))[place];
      if (found === undefined) {
        throw new Error(`not asked: ${prefix} (${place}); asked: ${this.asked.map(({ path }) => path).join(', ')}`);
      }
      return found;
    });
  }

  private fetch(path: string, init: RequestInit): Promise<Response> {
    return new Promise((resolve, reject) => {
      init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      this.asked.push({
        path,
        method: init.method ?? 'GET',
        body: typeof init.body === 'string' ? JSON.parse(init.body) : init.body,
        answer: (body, status = 200) => {
          const isBytes = body instanceof ArrayBuffer;
          resolve(new Response(isBytes ? body : JSON.stringify(body), { status }));
        },
      });
    });
  }
}
