import { removeBookmark, renameBookmark, showBookmark, type Bookmark } from '../../state/bookmarks';
import { methodTitles } from '../../state/methods';
import { IconButton } from '../controls/IconButton';

/** One kept view: its picture shows it, its name can be written over. */
export function BookmarkCard({ bookmark, active }: { bookmark: Bookmark; active: boolean }) {
  const { id, name, thumbnail, view } = bookmark;
  return (
    <div class={active ? 'bookmark active' : 'bookmark'}>
      <button
        type="button"
        class="picture"
        aria-label={`Show ${name}`}
        aria-pressed={active}
        onClick={() => showBookmark(bookmark)}
      >
        {thumbnail === null ? (
          <span class="secondary">{methodTitles[view.method ?? 'pca']}</span>
        ) : (
          <img src={thumbnail} alt="" />
        )}
      </button>
      <div class="line">
        <input
          type="text"
          aria-label={`Name of ${name}`}
          value={name}
          onChange={(event) => renameBookmark(id, event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
        <IconButton label={`Remove ${name}`} icon="close" onClick={() => removeBookmark(id)} />
      </div>
    </div>
  );
}
