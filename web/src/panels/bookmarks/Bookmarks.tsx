import {
  activeBookmark,
  addBookmark,
  bookmarks,
  bookmarksNote,
  bookmarksOpen,
  bookmarksRead,
  isFull,
  mostBookmarks,
} from '../../state/bookmarks';
import { positions } from '../../state/projection';
import { ActionButton } from '../controls/ActionButton';
import { IconButton } from '../controls/IconButton';
import { BookmarkCard } from './BookmarkCard';
import { BookmarkFiles } from './BookmarkFiles';

/** The kept views of the open data set: one row of pictures, collapsed until it is wanted. */
export function Bookmarks() {
  // The row is there from the start: were it to come with the points, the map would jump.
  const possible = positions.value !== null && bookmarksRead.value && !isFull.value;
  const kept = bookmarks.value;
  const open = bookmarksOpen.value;
  return (
    <section class="bookmarks" aria-labelledby="bookmarks-title">
      <header>
        <IconButton
          label={open ? 'Collapse bookmarks' : 'Expand bookmarks'}
          icon={open ? 'down' : 'up'}
          expanded={open}
          onClick={() => {
            bookmarksOpen.value = !open;
          }}
        />
        <h2 id="bookmarks-title">Bookmarks ({kept.length})</h2>
        <ActionButton
          label="Keep this view"
          title={isFull.value ? `There are ${mostBookmarks} bookmarks, as many as are kept.` : undefined}
          enabled={possible}
          onClick={addBookmark}
        />
        {open && positions.value !== null && <BookmarkFiles />}
        <Note />
      </header>
      {open && kept.length === 0 && (
        <p class="teach">
          A bookmark keeps the whole view: projection, camera, colours, selection. They stay in this browser, and the
          file is the one that TensorBoard reads.
        </p>
      )}
      {open && kept.length > 0 && (
        <ul class="cards" aria-label="Bookmarks">
          {kept.map((bookmark) => (
            <li key={bookmark.id}>
              <BookmarkCard bookmark={bookmark} active={activeBookmark.value === bookmark.id} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Note() {
  const note = bookmarksNote.value;
  return note === null ? null : (
    <p class={note.failed ? 'error-text' : 'secondary'} role={note.failed ? 'alert' : 'status'}>
      {note.text}
    </p>
  );
}
