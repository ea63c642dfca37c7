import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServerProblem } from '../../src/wire/http';
import { fetchRemote, type RemoteQuestion } from '../../src/wire/remoteFile';

const asked: [string, RequestInit][] = [];
let answer: (address: string, init: RequestInit) => Promise<Response>;

beforeEach(() => {
  asked.length = 0;
  pageAt('http://127.0.0.1:6006/?config=http://files.example/c.json');
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    asked.push([address, init]);
    return answer(address, init);
  });
});

afterEach(() => vi.unstubAllGlobals());

function pageAt(href: string): void {
  const { origin, protocol } = new URL(href);
  vi.stubGlobal('location', { href, origin, protocol });
}

function question(file: RemoteQuestion['file'], changes: Partial<RemoteQuestion> = {}): RemoteQuestion {
  return {
    what: 'the vectors',
    file,
    most: 1000,
    expected: null,
    signal: new AbortController().signal,
    told: () => undefined,
    ...changes,
  };
}

async function problemOf(file: RemoteQuestion['file'], changes: Partial<RemoteQuestion> = {}): Promise<string> {
  const problem = (await fetchRemote(question(file, changes)).catch((error: unknown) => error)) as ServerProblem;
  expect(problem.name).toBe('ServerProblem');
  return `${problem.message} ${problem.remedy}`;
}

const refused = (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'));

describe('fetching from another server', () => {
  it('sends neither cookies nor the address of the page, and tells how far it is', async () => {
    answer = () => Promise.resolve(new Response('12345678'));
    const shares: (number | null)[] = [];
    const { content } = await fetchRemote(
      question(['https://a.example/v.bytes'], { expected: 16, told: (share) => shares.push(share) }),
    );
    expect(await content.text()).toBe('12345678');
    expect(shares).toEqual([0, 0.5]);
    expect(asked[0]?.[1]).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer' });
  });

  it('tries the second address when the first is not there', async () => {
    answer = (address) =>
      Promise.resolve(address.includes('/b/') ? new Response('found') : new Response('', { status: 404 }));
    const { content } = await fetchRemote(question(['https://a.example/a/v', 'https://a.example/b/v']));
    expect(await content.text()).toBe('found');
  });

  it('says status and address of what is not there', async () => {
    answer = () => Promise.resolve(new Response('', { status: 404, statusText: 'Not Found' }));
    expect(await problemOf(['https://a.example/v'])).toMatch(
      /a\.example answered 404 Not Found for the vectors: https:\/\/a\.example\/v There is no such file/,
    );
  });

  it('tells a server that does not let pages read from one that does not answer', async () => {
    answer = (_, { mode }) => (mode === 'no-cors' ? Promise.resolve(new Response()) : refused());
    expect(await problemOf(['https://a.example/v'])).toMatch(
      /answers, but does not let .* \(CORS\).*Access-Control-Allow-Origin/,
    );
    answer = refused;
    expect(await problemOf(['https://a.example/v'])).toContain('a.example cannot be reached');
  });

  it('does not try what the browser would refuse to a page that came over https', async () => {
    pageAt('https://maps.example/?config=http://files.example/c.json');
    expect(await problemOf(['http://files.example/v'])).toContain('mixed content');
    expect(asked).toEqual([]);
  });

  it('says what to write where the policy of the page has no words for a bare IPv6 address', async () => {
    expect(await problemOf(['http://[::1]:8000/c.json'])).toContain('Write localhost in the place of [::1].');
    expect(await problemOf(['http://[2001:db8::1]/c.json'])).toContain('its IPv4 address');
    expect(asked).toEqual([]);
    answer = () => Promise.resolve(new Response('found'));
    await fetchRemote(question(['https://[2001:db8::1]/c.json']));
    pageAt('http://[::1]:6006/?config=c.json');
    await fetchRemote(question(['http://[::1]:6006/c.json']));
    expect(asked).toHaveLength(2);
  });

  it('says that its policy keeps it from other servers without encryption', async () => {
    answer = refused;
    expect(await problemOf(['http://other.example/v'])).toContain('only from the server of the configuration itself');
    expect(await problemOf(['http://files.example/v'])).toContain('cannot be reached');
  });

  it('stops when more comes than there is room for', async () => {
    answer = () => Promise.resolve(new Response(new Uint8Array(2000)));
    expect(await problemOf(['https://a.example/v'])).toContain('more than 1,000 bytes');
  });
});
