import { effect } from '@preact/signals';
import { bookmarkText } from '../state/bookmarkText';
import { dataset } from '../state/dataset';
import {
  downloadBusy,
  downloadRequests,
  publication,
  publishedConfig,
  publishOpen,
  publishProblem,
  queryOf,
  takesBookmarks,
} from '../state/publish';
import { askBlob, messageOf } from './http';
import { newest } from './newest';
import { sendFile, takeBack } from './sendFile';

/** Keeps the configuration that is shown at what is chosen, as the server writes it. */
export function watchPublication(): () => void {
  return newest(
    () => {
      const data = dataset.value;
      const query = queryOf(publication.value);
      if (data === null || !publishOpen.value) {
        return null;
      }
      if (takesBookmarks.value) {
        query.set('bookmarks', 'any');
      }
      return async (signal) => {
        const config = await askBlob(`${pathOf(data.id)}.json?${query.toString()}`, { signal });
        publishedConfig.value = await config.text();
        publishProblem.value = null;
      };
    },
    (error) => {
      publishedConfig.value = null;
      publishProblem.value = messageOf(error);
    },
  );
}

/** Downloads the files. Bookmarks are in this browser: they are sent to the server, which puts them into the archive. */
export function watchDownloads(): () => void {
  let answered = downloadRequests.peek();
  let sent: string | null = null;
  const download = async (id: string): Promise<void> => {
    downloadBusy.value = true;
    try {
      const query = queryOf(publication.peek());
      if (sent !== null) {
        takeBack([sent]);
        sent = null;
      }
      const text = takesBookmarks.peek() ? bookmarkText(false) : null;
      if (text !== null) {
        const file = { name: 'bookmarks.txt', content: new Blob([text]) };
        sent = await sendFile(file, new AbortController().signal, () => undefined);
        query.set('bookmarks', sent);
      }
      const link = document.createElement('a');
      link.href = `api/${pathOf(id)}.zip?${query.toString()}`;
      link.download = '';
      link.click();
    } catch (error) {
      publishProblem.value = messageOf(error);
    } finally {
      downloadBusy.value = false;
    }
  };
  return effect(() => {
    const asked = downloadRequests.value;
    const data = dataset.peek();
    if (asked !== answered && data !== null) {
      answered = asked;
      void download(data.id);
    }
  });
}

function pathOf(id: string): string {
  return `datasets/${encodeURIComponent(id)}/publication`;
}
