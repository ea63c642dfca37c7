import type { RemoteFile } from '../state/remoteConfig';
import { whole } from '../state/words';
import { ServerProblem } from './http';

/** What to fetch from another server, and how much of it at most. */
export interface RemoteQuestion {
  /** What it is, in words: "the vectors". */
  what: string;
  file: RemoteFile;
  /** Bytes; beyond them the fetching stops. */
  most: number;
  /** Bytes that are expected; null where nothing says so. */
  expected: number | null;
  signal: AbortSignal;
  /** Is told the share of the bytes that have come, or null where it is not known. */
  told: (share: number | null) => void;
}

export interface RemoteContent {
  content: Blob;
  /** Where it was in the end. */
  address: string;
}

/** Fetches a file of another server, in the browser and without cookies. */
export async function fetchRemote(question: RemoteQuestion): Promise<RemoteContent> {
  const [first, ...others] = question.file;
  try {
    return await fetchFrom(first, question);
  } catch (error) {
    const [second] = others;
    if (second !== undefined && error instanceof ServerProblem && error.status === 404) {
      return fetchFrom(second, question);
    }
    throw error;
  }
}

async function fetchFrom(address: string, question: RemoteQuestion): Promise<RemoteContent> {
  const { what, signal } = question;
  refuseMixed(address);
  refuseNumbers(address);
  let response: Response;
  try {
    response = await fetch(address, { signal, credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-cache' });
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    throw await whyNot(address, what, signal);
  }
  if (!response.ok) {
    const said = `${response.status} ${response.statusText}`.trim();
    throw new ServerProblem(
      response.status,
      `${new URL(address).host} answered ${said} for ${what}: ${address}`,
      response.status === 404
        ? 'There is no such file. Check the address, and the names in the configuration.'
        : 'Open the address in a tab of its own to see what its server says.',
    );
  }
  return { content: await read(response, address, question), address: response.url || address };
}

async function read(response: Response, address: string, question: RemoteQuestion): Promise<Blob> {
  const { what, most, expected, signal, told } = question;
  const stated = Number(response.headers.get('Content-Length') ?? Number.NaN);
  const total = expected ?? (Number.isFinite(stated) && stated > 0 ? stated : null);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  told(total === null ? null : 0);
  if (response.body === null) {
    return new Blob([]);
  }
  const reader = response.body.getReader();
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- the next piece comes after this one
    const piece = await reader.read().catch((error: unknown) => {
      if (signal.aborted) {
        throw error;
      }
      throw new ServerProblem(
        0,
        `The connection to ${new URL(address).host} broke after ${whole(bytes)} bytes of ${what}: ${address}`,
        'Try again.',
      );
    });
    if (piece.done) {
      break;
    }
    parts.push(piece.value as Uint8Array<ArrayBuffer>);
    bytes += piece.value.byteLength;
    if (bytes > most) {
      void reader.cancel();
      throw tooLarge(what, address, most);
    }
    told(total === null ? null : Math.min(1, bytes / total));
  }
  return new Blob(parts);
}

export function tooLarge(what: string, address: string, most: number): ServerProblem {
  return new ServerProblem(
    413,
    `${what.charAt(0).toUpperCase()}${what.slice(1)} at ${address} are more than ${whole(most)} bytes, for which the server of this page has room.`,
    'Remove data that was brought there before, or download the files and start "projector serve" with them.',
  );
}

/** Browsers let no page that came over https fetch over http, except from the machine itself. */
function refuseMixed(address: string): void {
  const { protocol, hostname, host } = new URL(address);
  const isOwn = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  if (location.protocol === 'https:' && protocol === 'http:' && !isOwn) {
    throw new ServerProblem(
      0,
      `This page came over https, so the browser does not let it fetch from ${host} over http (mixed content): ${address}`,
      'Take an address that begins with https://.',
    );
  }
}

/** The security policy of a page names servers by name or by an IPv4 address; its grammar has no IPv6 addresses. */
function refuseNumbers(address: string): void {
  const { protocol, hostname, host, origin } = new URL(address);
  if (protocol === 'http:' && hostname.startsWith('[') && origin !== location.origin) {
    throw new ServerProblem(
      0,
      `The browser lets no page fetch over http from a bare IPv6 address, ${host}: ${address}`,
      hostname === '[::1]'
        ? `Write localhost in the place of ${hostname}.`
        : 'Take the name of that server, its IPv4 address, or an address that begins with https://.',
    );
  }
}

/** A fetch that failed says nothing of the reason; asking once more without reading the answer tells whether anybody answers. */
async function whyNot(address: string, what: string, signal: AbortSignal): Promise<ServerProblem> {
  const { host, protocol, origin } = new URL(address);
  if (protocol === 'http:' && !isAllowed(origin)) {
    return new ServerProblem(
      0,
      `This page fetches over http only from the server of the configuration itself, not from ${host}: ${address}`,
      'Take an address that begins with https://, or put all files on one server.',
    );
  }
  try {
    await fetch(address, {
      method: 'HEAD',
      mode: 'no-cors',
      signal,
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    });
  } catch (error) {
    if (signal.aborted) {
      throw error;
    }
    return new ServerProblem(
      0,
      `${host} cannot be reached for ${what}: ${address}`,
      'Check the address and the network. If it is a server of your own, see that it runs.',
    );
  }
  return new ServerProblem(
    0,
    `${host} answers, but does not let this page read ${what} (CORS): ${address}`,
    host === 'github.com'
      ? 'GitHub shows files in a page of its own: take the address behind its button "Raw".'
      : `Either the file is not there, or its server must add the header "Access-Control-Allow-Origin: *", as GitHub Pages, raw.githubusercontent.com and gists do. Or download the files and open them with "Open your own files…".`,
  );
}

/** What the security policy of the page lets it fetch without encryption (see the server's `SecurityHeaders`). */
function isAllowed(origin: string): boolean {
  const config = new URL(location.href).searchParams.get('config') ?? '';
  return origin === location.origin || origin === new URL(config, location.href).origin;
}
