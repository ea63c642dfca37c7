import { useSignal } from '@preact/signals';
import { removeBookmark, renameBookmark, showBookmark, type Bookmark } from '../../state/bookmarks';
import { methodTitles } from '../../state/methods';
import { IconButton } from '../controls/IconButton';

/** One kept view: its picture shows it, its name can be written over. */
export function BookmarkCard({ bookmark, active }: { bookmark: Bookmark; active: boolean }) {
  const { id, name, thumbnail, view } = bookmark;
  // What is being typed outlives whatever else of the card changes meanwhile: its picture arrives after the first letters.
  const typed = useSignal<string | null>(null);
  const finish = (): void => {
    const said = typed.peek();
    typed.value = null;
    if (said !== null) {
      renameBookmark(id, said);
    }
  };
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
          value={typed.value ?? name}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
          }}
          onBlur={finish}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.currentTarget.blur();
            } else if (event.key === 'Escape') {
              event.stopPropagation();
              typed.value = null;
            }
          }}
        />
        <IconButton label={`Remove ${name}`} icon="close" onClick={() => removeBookmark(id)} />
      </div>
    </div>
  );
}
