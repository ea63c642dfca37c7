import { computed } from '@preact/signals';
import { bookmarksNote, bookmarksRead, offeredBookmarks, takenFile, takeOffered } from '../state/bookmarks';
import { BookmarkProblem, readBookmarks } from '../state/readBookmarks';
import { dataset } from '../state/dataset';
import { positions } from '../state/projection';
import { labelColumn } from '../state/status';
import { currentTensor } from '../state/workspace';
import { messageOf, ServerProblem } from './http';
import { newest } from './newest';

/** For which data set, and how often the person asked for them: frames of a layout that runs are no reason to ask again. */
const wanted = computed(() =>
  positions.value !== null && bookmarksRead.value && currentTensor.value?.hasBookmarks === true
    ? `${dataset.value?.id} ${offeredBookmarks.value}`
    : null,
);

/**
 * Fetches the bookmarks that came with the open tensor, once there is a picture, and adds them to those that this browser keeps. A file
 * that was taken before is not taken again, so that what the person removed stays away, unless they ask for it.
 */
export function watchBookmarks(): () => void {
  let answered = offeredBookmarks.peek();
  return newest(
    () => {
      const key = wanted.value;
      const data = dataset.peek();
      if (key === null || data === null) {
        return null;
      }
      const asked = offeredBookmarks.peek() !== answered;
      answered = offeredBookmarks.peek();
      const query = new URLSearchParams({ run: data.run, name: data.tensor });
      return async (signal) => {
        const response = await fetch(`data/plugin/projector/bookmarks?${query.toString()}`, { signal });
        const text = await response.text();
        if (!response.ok) {
          throw new ServerProblem(response.status, `The bookmarks of the directory cannot be read: ${text}`, null);
        }
        const file = fingerprint(text);
        if (!signal.aborted && (asked || file !== takenFile.peek())) {
          const { bookmarks, note } = readBookmarks(text, data, labelColumn.peek());
          takeOffered(bookmarks, note, file);
        }
      };
    },
    (error) => {
      bookmarksNote.value = {
        text: error instanceof BookmarkProblem ? `The bookmarks of the directory: ${error.message}` : messageOf(error),
        failed: true,
      };
    },
  );
}

/** Tells one file from another: its length and a hash of it (FNV-1a, 32 bits). */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return `${text.length}-${(hash >>> 0).toString(16)}`;
}
