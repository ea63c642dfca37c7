import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { bookmarkText } from '../../state/bookmarkText';
import { readBookmarks } from '../../state/readBookmarks';
import { labelColumn } from '../../state/status';
import { bookmarks, bookmarksNote, offeredBookmarks, takeBookmarks } from '../../state/bookmarks';
import { dataset } from '../../state/dataset';
import { currentTensor } from '../../state/workspace';
import { ActionButton } from '../controls/ActionButton';
import { Check } from '../controls/Check';
import { saveFile } from '../controls/saveFile';

/** Saving bookmarks to a file of the original's form, and loading them from one. */
export function BookmarkFiles() {
  const input = useRef<HTMLInputElement>(null);
  const names = useSignal(false);
  return (
    <>
      <ActionButton label="Load" onClick={() => input.current?.click()} enabled />
      <input
        ref={input}
        type="file"
        accept=".txt,.json,application/json,text/plain"
        aria-label="File of bookmarks"
        hidden
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (file !== undefined) {
            void load(file);
          }
        }}
      />
      <ActionButton label="Save" enabled={bookmarks.value.length > 0} onClick={() => save(names.peek())} />
      <Check
        label="Names"
        checked={names.value}
        title="Writes points by their labels instead of their numbers: for data whose order changes. TensorBoard cannot read such a file."
        onChange={(checked) => {
          names.value = checked;
        }}
      />
      {currentTensor.value?.hasBookmarks === true && (
        <ActionButton
          label="From the directory"
          title="Adds the bookmarks that the configuration names for this tensor"
          enabled
          onClick={() => {
            offeredBookmarks.value += 1;
          }}
        />
      )}
    </>
  );
}

async function load(file: File): Promise<void> {
  const data = dataset.peek();
  if (data === null) {
    return;
  }
  try {
    const { bookmarks: loaded, note } = readBookmarks(await file.text(), data, labelColumn.peek());
    takeBookmarks(loaded, note);
  } catch (error) {
    bookmarksNote.value = {
      text: `${file.name}: ${error instanceof Error ? error.message : String(error)}`,
      failed: true,
    };
  }
}

function save(names: boolean): void {
  const text = bookmarkText(names);
  if (text !== null) {
    // The original's own name for it.
    saveFile('state.txt', new Blob([text], { type: 'text/plain' }));
  }
}
