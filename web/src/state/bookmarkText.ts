import { bookmarks } from './bookmarks';
import { dataset } from './dataset';
import { currentView } from './opened';
import { lastPositions } from './projection';
import { labelColumn } from './status';
import { writeBookmarks } from './writeBookmarks';

/** The bookmarks of the open data set as the text of a file; null while none is open. `names`: points go by their labels. */
export function bookmarkText(names: boolean): string | null {
  const data = dataset.peek();
  const base = currentView.peek();
  const pca = lastPositions.peek().get('pca') ?? null;
  return data === null || base === null
    ? null
    : writeBookmarks(bookmarks.peek(), { data, base, pca, labels: labelColumn.peek(), names });
}
