import { batch, computed, effect, signal } from '@preact/signals';
import { dataset } from './dataset';
import { recordStep } from './history';
import type { RunMethod } from './methods';
import { isRunMethod } from './methods';
import { applyView, currentView } from './opened';
import { positionsArrived, shownMethod, positions, type Positions } from './projection';
import { isAtWork, runs, wish } from './runs';
import { RowSet } from './rowSet';
import type { View } from './view';

/** A view of one data set that a person kept. */
export interface Bookmark {
  id: string;
  name: string;
  /** What was absent in the file it came from is left as it is when it is shown. */
  view: Partial<View>;
  /** Where the rows stood, for a layout that cannot be computed again on the spot. */
  layout: { method: RunMethod; positions: Positions } | null;
  /** A small picture of the map, as a data URL; null where none was taken. */
  thumbnail: string | null;
}

/** The bookmarks of the open data set, in the order of the row. */
export const bookmarks = signal<readonly Bookmark[]>([]);
/** Whether those that this browser keeps have arrived; before that none can be added, or it would be lost among them. */
export const bookmarksRead = signal(false);
/** The one that is being looked at; null once anything of the view has changed. */
export const activeBookmark = signal<string | null>(null);
export const bookmarksOpen = signal(false);
/** What was wrong with the last file, or what of it could not be taken. */
export const bookmarksNote = signal<{ text: string; failed: boolean } | null>(null);
/** Counts up when the person asks for the bookmarks that came with the data set. */
export const offeredBookmarks = signal(0);
/** Tells the file of bookmarks that came with the data set and was taken, here or on an earlier visit; null where none was. */
export const takenFile = signal<string | null>(null);
/** The bookmark that waits for its thumbnail. The scene makes one of what it shows and calls `thumbnailTaken`. */
export const thumbnailWanted = signal<string | null>(null);

export const isFull = computed(() => bookmarks.value.length >= mostBookmarks);
export const mostBookmarks = 100;

/** Keeps the view as it is. */
export function addBookmark(): void {
  const view = currentView.peek();
  if (view === null || isFull.peek() || !bookmarksRead.peek()) {
    return;
  }
  const method = shownMethod.peek();
  const shown = positions.peek();
  const taken = new Set(bookmarks.peek().map((one) => one.name));
  let number = bookmarks.peek().length + 1;
  while (taken.has(`State ${number}`)) {
    number++;
  }
  const bookmark: Bookmark = {
    id: crypto.randomUUID(),
    name: `State ${number}`,
    view,
    layout: isRunMethod(method) && shown !== null ? { method, positions: shown } : null,
    thumbnail: null,
  };
  batch(() => {
    change('Bookmark', [...bookmarks.peek(), bookmark]);
    activeBookmark.value = bookmark.id;
    bookmarksOpen.value = true;
    thumbnailWanted.value = bookmark.id;
  });
}

export function thumbnailTaken(id: string, thumbnail: string): void {
  batch(() => {
    bookmarks.value = changed(id, { thumbnail });
    if (thumbnailWanted.peek() === id) {
      thumbnailWanted.value = null;
    }
  });
}

export function renameBookmark(id: string, name: string): void {
  const said = name.trim();
  const before = bookmarks.peek().find((one) => one.id === id);
  if (before !== undefined && said !== '' && said !== before.name) {
    change('Bookmark name', changed(id, { name: said }));
  }
}

export function removeBookmark(id: string): void {
  change(
    'Bookmark',
    bookmarks.peek().filter((one) => one.id !== id),
  );
}

/** Adds those of a file that came with the data set, but not again what is there already. */
export function takeOffered(loaded: readonly Bookmark[], note: string | null, file: string): void {
  const there = new Set(bookmarks.peek().map(contentOf));
  const fresh = loaded.filter((one) => !there.has(contentOf(one)));
  batch(() => {
    takeBookmarks(fresh, fresh.length < loaded.length && note === null ? alreadyThere : note);
    takenFile.value = file;
  });
}

const alreadyThere = 'Those of the directory that were in the list are not added again.';

function contentOf({ name, view }: Bookmark): string {
  // Storage keeps the fields, but not the order in which they came.
  const fields = Object.entries(view).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([name, fields], (_, value: unknown) =>
    value instanceof Int32Array || value instanceof RowSet ? [...value] : value,
  );
}

/** Adds what a file holds behind what is there. */
export function takeBookmarks(loaded: readonly Bookmark[], note: string | null): void {
  const room = mostBookmarks - bookmarks.peek().length;
  const left = loaded.length - room;
  const full = left > 0 ? `There is room for ${mostBookmarks} bookmarks: ${left} of the file were left out.` : null;
  const said = [note, full].filter((text) => text !== null).join(' ');
  batch(() => {
    if (loaded.length > 0) {
      change('Bookmarks', [...bookmarks.peek(), ...loaded.slice(0, room)]);
    }
    bookmarksOpen.value = true;
    bookmarksNote.value = said === '' ? null : { text: said, failed: false };
  });
}

/** Looks at the data set as a bookmark says. */
export function showBookmark(bookmark: Bookmark): void {
  const data = dataset.peek();
  const current = currentView.peek();
  if (data === null || current === null) {
    return;
  }
  const { layout } = bookmark;
  const view: Partial<View> = { ...current, camera: null, ...bookmark.view };
  batch(() => {
    if (layout !== null) {
      // The kept places are shown; a run that goes on would move the rows away from them.
      const run = runs.peek().get(layout.method);
      if (isAtWork(run)) {
        wish(layout.method, 'pause');
      }
      const settings = view.layouts?.[layout.method];
      if (settings !== undefined) {
        view.layouts = { ...view.layouts, [layout.method]: { ...settings, run: null } };
      }
    }
    applyView(view, data);
    if (layout !== null) {
      positionsArrived(layout.method, layout.positions);
    }
    activeBookmark.value = bookmark.id;
  });
}

/** Takes the mark from a bookmark once something else is looked at; moving the camera leaves it. */
export function watchActiveBookmark(): () => void {
  let shown: string | null = null;
  let seen: string | null = null;
  return effect(() => {
    const active = activeBookmark.value;
    const view = currentView.value;
    const now = view === null ? null : looks(view);
    if (active !== shown) {
      shown = active;
    } else if (active !== null && now !== seen) {
      activeBookmark.value = null;
      shown = null;
    }
    seen = now;
  });
}

function looks(view: View): string {
  const { selection, isolations, camera: _, search: __, ...rest } = view;
  return JSON.stringify([rest, selection.take(50), selection.length, isolations.map((rows) => rows.length)]);
}

function changed(id: string, fields: Partial<Bookmark>): readonly Bookmark[] {
  return bookmarks.peek().map((one) => (one.id === id ? Object.assign({}, one, fields) : one));
}

function change(name: string, next: readonly Bookmark[]): void {
  const before = bookmarks.peek();
  bookmarks.value = next;
  recordStep({
    name,
    undo: () => {
      bookmarks.value = before;
    },
    redo: () => {
      bookmarks.value = next;
    },
  });
}
