import { bookmarksNote, offeredBookmarks, takeBookmarks } from '../state/bookmarks';
import { BookmarkProblem, readBookmarks } from '../state/readBookmarks';
import { dataset } from '../state/dataset';
import { labelColumn } from '../state/status';
import { currentTensor } from '../state/workspace';
import { messageOf, ServerProblem } from './http';
import { newest } from './newest';

/** Fetches the bookmarks that the log directory holds for the open tensor, when the person asks for them. */
export function watchBookmarks(): () => void {
  let answered = offeredBookmarks.peek();
  return newest(
    () => {
      const data = dataset.value;
      const asked = offeredBookmarks.value;
      if (data === null || asked === answered || currentTensor.peek()?.hasBookmarks !== true) {
        return null;
      }
      answered = asked;
      const query = new URLSearchParams({ run: data.run, name: data.tensor });
      return async (signal) => {
        const response = await fetch(`data/plugin/projector/bookmarks?${query.toString()}`, { signal });
        const text = await response.text();
        if (!response.ok) {
          throw new ServerProblem(response.status, `The bookmarks of the directory cannot be read: ${text}`, null);
        }
        if (!signal.aborted) {
          const { bookmarks, note } = readBookmarks(text, data, labelColumn.peek());
          takeBookmarks(bookmarks, note);
        }
      };
    },
    (error) => {
      bookmarksNote.value = {
        text: error instanceof BookmarkProblem ? error.message : messageOf(error),
        failed: true,
      };
    },
  );
}
