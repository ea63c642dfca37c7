import { computed, signal } from '@preact/signals';
import { bookmarks } from './bookmarks';
import { dataset } from './dataset';
import { currentView } from './opened';
import { encodeTable } from './tableField';
import { encodeView } from './view';

/** What goes along when a data set is published, and where to. */
export interface Publication {
  metadata: boolean;
  sprite: boolean;
  bookmarks: boolean;
  /** The folder on a web server that will hold the files, as written; empty while that is open. */
  address: string;
}

export const publishOpen = signal(false);
export const publication = signal<Publication>({ metadata: true, sprite: true, bookmarks: true, address: '' });
/** The configuration that goes with the choice, as the server writes it; null before it has come. */
export const publishedConfig = signal<string | null>(null);
/** What is wrong with the choice, or with the last download. */
export const publishProblem = signal<string | null>(null);
/** Counts up when the person asks for the files. */
export const downloadRequests = signal(0);
/** Whether bookmarks are on their way to the server, which puts them into the archive. */
export const downloadBusy = signal(false);

/** The page of TensorBoard's projector that opens a configuration from anywhere. */
const originalPage = 'https://projector.tensorflow.org/';
const configName = 'projector_config.json';

export function choosePublication(change: Partial<Publication>): void {
  publication.value = { ...publication.peek(), ...change };
}

export const takesBookmarks = computed(() => publication.value.bookmarks && bookmarks.value.length > 0);

/** The query of the choice, as the server takes it; bookmarks apart, which it has to be sent first. */
export function queryOf({ metadata, sprite, address }: Publication): URLSearchParams {
  const query = new URLSearchParams({ metadata: String(metadata), sprite: String(sprite) });
  if (address.trim() !== '') {
    query.set('address', address.trim());
  }
  return query;
}

/** Where the configuration will be; null while that is open or no address. */
export const publishedAddress = computed(() => {
  const { address } = publication.value;
  try {
    const folder = new URL(address.trim());
    folder.search = '';
    folder.hash = '';
    return /^https?:$/.test(folder.protocol) ? new URL(configName, `${folder.href.replace(/\/+$/, '')}/`).href : null;
  } catch {
    return null;
  }
});

/** The links that open what was published: here, as it is looked at now, and in the original. */
export function linksTo(config: string, page: string): { here: string; original: string } {
  const open = (base: string): string => {
    const link = new URL(base);
    link.search = '';
    link.searchParams.set('config', config);
    return link.href;
  };
  const here = new URL(open(page));
  const view = currentView.value;
  here.hash =
    view === null || dataset.value === null
      ? ''
      : `${encodeView({ ...view, run: config, layouts: withoutRuns(view.layouts) }).text}${encodeTable()}`;
  return { here: here.href, original: open(originalPage) };
}

/** Runs are of this server; elsewhere there is nothing by their name. */
function withoutRuns<T extends object>(layouts: T): T {
  return Object.fromEntries(
    Object.entries(layouts).map(([method, settings]) => [method, { ...(settings as object), run: null }]),
  ) as T;
}
