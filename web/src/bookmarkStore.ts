import { effect, signal, untracked } from '@preact/signals';
import { bookmarks, bookmarksNote, bookmarksRead, takenFile, type Bookmark } from './state/bookmarks';
import { dataset } from './state/dataset';
import { viewKey } from './state/opened';
import { RowSet } from './state/rowSet';
import { workspace } from './state/workspace';

/** Where this browser keeps bookmarks: a data base, because the places of a large layout do not fit into its other storage. */
const databaseName = 'projector';
const storeName = 'bookmarks';

/** The data set whose bookmarks have been read, so that those of another one are never written under its name. */
const readFor = signal<string | null>(null);

/** The bookmarks of the open data set are read when it opens and kept whenever they change. */
export function keepBookmarks(): () => void {
  const stopReading = effect(() => {
    const opened = openedKey();
    if (opened !== untracked(() => readFor.value)) {
      readFor.value = null;
      bookmarksRead.value = false;
      bookmarks.value = [];
      bookmarksNote.value = null;
      takenFile.value = null;
      if (opened !== null) {
        void Promise.all([read(opened), read(fileKey(opened))]).then(([kept, file]) => {
          if (untracked(openedKey) === opened) {
            bookmarks.value = Array.isArray(kept) ? (kept as Stored[]).map(taken) : [];
            takenFile.value = typeof file === 'string' ? file : null;
            readFor.value = opened;
            bookmarksRead.value = true;
          }
        });
      }
    }
  });
  const stopWriting = keeping(
    () => bookmarks.value.map(stored),
    (opened) => opened,
  );
  const stopWritingFile = keeping(() => takenFile.value, fileKey);
  return () => {
    stopReading();
    stopWriting();
    stopWritingFile();
  };
}

/** Writes a part of what is kept whenever it changes, once it has been read. */
function keeping(content: () => unknown, keyOf: (opened: string) => string): () => void {
  return effect(() => {
    const kept = content();
    const opened = readFor.value;
    if (opened !== null && opened === untracked(openedKey)) {
      void write(keyOf(opened), kept);
    }
  });
}

/** The open data set in this directory; null while none is open. */
function openedKey(): string | null {
  const data = dataset.value;
  const path = workspace.value?.path;
  return data === null || path === undefined ? null : `${path}\n${viewKey(data.run, data.tensor)}`;
}

/** Where it is kept which file of bookmarks that came with the data set was taken. */
function fileKey(opened: string): string {
  return `${opened}\nfile`;
}

async function read(key: string): Promise<unknown> {
  try {
    return await ask<unknown>('readonly', (store) => store.get(key));
  } catch (error) {
    told(error);
    return null;
  }
}

async function write(key: string, kept: unknown): Promise<void> {
  try {
    await ask('readwrite', (store) => store.put(kept, key));
  } catch (error) {
    told(error);
  }
}

/** A bookmark without what a data base cannot hold: a set of rows is kept as a list. */
type Stored = Omit<Bookmark, 'view'> & {
  view: Omit<Bookmark['view'], 'selection'> & { selection?: ArrayLike<number> };
};

function stored({ view: { selection, ...view }, ...rest }: Bookmark): Stored {
  return { ...rest, view: { ...view, ...(selection === undefined ? {} : { selection: selection.list() }) } };
}

function taken({ view: { selection, ...view }, ...rest }: Stored): Bookmark {
  return { ...rest, view: { ...view, ...(selection === undefined ? {} : { selection: RowSet.of(selection) }) } };
}

/** A browser in private mode, or one whose disk is full, keeps nothing: that is said, because the bookmarks would be lost. */
function told(error: unknown): void {
  const why = error instanceof Error ? error.message : String(error);
  bookmarksNote.value = {
    text: `This browser does not keep bookmarks (${why}). Save them to a file before you leave the page.`,
    failed: true,
  };
}

/** Opened once and kept open: a change is then written before a page that is left at once is gone. */
let database: Promise<IDBDatabase> | null = null;

function openDatabase(): Promise<IDBDatabase> {
  database ??= new Promise((resolve, reject) => {
    const opening = indexedDB.open(databaseName, 1);
    opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(storeName));
    opening.addEventListener('error', () => {
      database = null;
      reject(opening.error ?? new Error('the storage cannot be opened'));
    });
    opening.addEventListener('success', () => {
      // A newer page that changes the data base must not wait for this one.
      opening.result.addEventListener('versionchange', () => {
        opening.result.close();
        database = null;
      });
      resolve(opening.result);
    });
  });
  return database;
}

async function ask<T>(mode: IDBTransactionMode, question: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await openDatabase()).transaction(storeName, mode);
  const request = question(transaction.objectStore(storeName));
  // Nothing more will be asked: said at once, the change is kept even if the page is left in this moment.
  transaction.commit();
  return new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve(request.result));
    transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('the storage refused')));
  });
}
