/**
 * The JSON configuration of TensorBoard's projector (`ProjectorConfig` in proto3's mapping), as people publish it for the standalone page
 * and as `/info` answers.
 */

/** Addresses to try one after another: the first that there is counts. */
export type RemoteFile = readonly [string, ...string[]];

/** An embedding of a configuration: what it is called and where its files are. */
export interface RemoteTensor {
  name: string;
  /** As the configuration says; may be empty. */
  shape: readonly number[];
  /** Null when the configuration does not say where they are, or cannot be followed: `problem` says why. */
  vectors: RemoteFile | null;
  metadata: RemoteFile | null;
  sprite: { image: RemoteFile; dimensions: readonly number[] } | null;
  bookmarks: RemoteFile | null;
  problem: { message: string; remedy: string } | null;
}

export interface RemoteConfig {
  /** Where it was found, in the end; addresses in it start there. */
  address: string;
  tensors: readonly RemoteTensor[];
}

/** A configuration that cannot be used, and what to do about it. */
export class ConfigProblem extends Error {
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
    this.name = 'ConfigProblem';
  }
}

const mostTensors = 1000;

/**
 * Reads a configuration. Addresses in it are relative to its own.
 * @throws ConfigProblem when it is none.
 */
export function parseConfig(text: string, address: string): RemoteConfig {
  const entries = field(objectOf(json(text, address), 'the configuration'), 'embeddings');
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new ConfigProblem(
      `${address} names no embeddings.`,
      'A configuration has a list "embeddings", each with "tensorName", "tensorShape" and "tensorPath".',
    );
  }
  if (entries.length > mostTensors) {
    throw new ConfigProblem(`${address} names ${entries.length} embeddings.`, `At most ${mostTensors} are listed.`);
  }
  const taken = new Set<string>();
  const tensors = entries.map((entry: unknown, place) => {
    const tensor = tensorOf(objectOf(entry, `embeddings[${place}]`), `embeddings[${place}]`, address);
    tensor.name = tensor.name === '' ? `Tensor ${place + 1}` : tensor.name;
    tensor.name = taken.has(tensor.name) ? `${tensor.name} (${place + 1})` : tensor.name;
    taken.add(tensor.name);
    return tensor;
  });
  return { address, tensors };
}

function json(text: string, address: string): unknown {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed.startsWith('<')) {
    throw new ConfigProblem(
      `${address} is a web page, not a JSON configuration.`,
      address.includes('//github.com/')
        ? 'GitHub shows files in a page of its own: take the address behind its button "Raw".'
        : 'Take the address of the file itself.',
    );
  }
  try {
    return JSON.parse(trimmed);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigProblem(
      `${address} is not valid JSON: ${why}.`,
      'Correct it there, or ask the person who sent the link.',
    );
  }
}

type Fields = Readonly<Record<string, unknown>>;

function objectOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrong(what, value, 'an object');
  }
  return value as Fields;
}

/** A field in the one or the other of the names that proto3's mapping has for it. */
function field(object: Fields, name: string): unknown {
  return object[name] ?? object[name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] ?? null;
}

function tensorOf(entry: Fields, where: string, address: string): RemoteTensor {
  const path = (name: string): RemoteFile | null => {
    const written = textOf(field(entry, name), `${where}.${name}`);
    return written === '' ? null : addressesOf(written, address, `${where}.${name}`);
  };
  const vectors = path('tensorPath');
  const name = textOf(field(entry, 'tensorName'), `${where}.tensorName`);
  const image = field(entry, 'sprite');
  return {
    name: name === '' && vectors !== null ? fileNameOf(vectors[0]) : name,
    shape: numbersOf(field(entry, 'tensorShape'), `${where}.tensorShape`),
    vectors,
    metadata: path('metadataPath'),
    sprite: image === null ? null : spriteOf(objectOf(image, `${where}.sprite`), `${where}.sprite`, address),
    bookmarks: path('bookmarksPath'),
    problem:
      vectors !== null
        ? null
        : {
            message: `The configuration does not say where the vectors of "${name}" are.`,
            remedy: `Add "tensorPath" to ${where} in ${address}: a checkpoint cannot be read from another server.`,
          },
  };
}

function spriteOf(entry: Fields, where: string, address: string): RemoteTensor['sprite'] {
  const path = textOf(field(entry, 'imagePath'), `${where}.imagePath`);
  return path === ''
    ? null
    : {
        image: addressesOf(path, address, `${where}.imagePath`),
        dimensions: numbersOf(field(entry, 'singleImageDim'), `${where}.singleImageDim`),
      };
}

/**
 * Where a file of a configuration is. TensorBoard's page starts relative paths at its own address; the demonstration configuration is
 * written for that, with the name of its folder before every file, and is understood too.
 */
function addressesOf(path: string, base: string, where: string): RemoteFile {
  const folder = new URL('.', base).pathname.split('/').at(-2) ?? '';
  const first = resolved(path, base, where);
  const isForThePage = folder !== '' && path.split('/')[0] === folder;
  return isForThePage ? [first, resolved(path, new URL('..', base).href, where)] : [first];
}

function resolved(path: string, base: string, where: string): string {
  const address = addressOf(path, base);
  if (address === null) {
    throw wrong(where, path, 'an address that begins with https:// or http://, or one relative to the configuration');
  }
  return address;
}

/** A written address in full; null for what is none of a web server. */
export function addressOf(written: string, base: string): string | null {
  try {
    const address = new URL(written, base);
    return /^https?:$/.test(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

/** The last part of the path of an address, as a name for a file. */
export function fileNameOf(address: string): string {
  const last = new URL(address).pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || 'file';
  } catch {
    return last;
  }
}

function textOf(value: unknown, where: string): string {
  if (value === null) {
    return '';
  }
  if (typeof value !== 'string') {
    throw wrong(where, value, 'a text');
  }
  return value;
}

function numbersOf(value: unknown, where: string): number[] {
  const numbers: unknown = value ?? [];
  if (!Array.isArray(numbers) || numbers.length > 2 || !numbers.every((n) => Number.isSafeInteger(n) && n > 0)) {
    throw wrong(where, value, 'a list of two whole numbers');
  }
  return numbers as number[];
}

function wrong(where: string, found: unknown, expected: string): ConfigProblem {
  const said = JSON.stringify(found) ?? String(found);
  const short = said.length > 60 ? `${said.slice(0, 60)}…` : said;
  return new ConfigProblem(
    `In the configuration ${where} should be ${expected}; it is ${short}.`,
    'Correct it there, or ask the person who sent the link.',
  );
}
