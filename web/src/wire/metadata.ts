import { columns, dataset, type ColumnData, type ColumnInfo, type Dataset } from '../state/dataset';
import { editCommands } from '../state/edits';
import { announcedMetadata, takeMetadata } from '../state/metadataChange';
import { decodeColumn } from './columns';
import { askBytes, askJson } from './http';
import { newest, pause, reopensAfter } from './newest';

/** Milliseconds in which the answer to an edit of this page arrives, which says the same. */
const ownAnswer = 100;

/**
 * Takes over what another page edited. The columns that are here are fetched first and change at once: nothing that is called, coloured or
 * selected by them goes for a moment.
 */
export function watchMetadata(): () => void {
  return newest(
    () => {
      const data = dataset.value;
      const told = announcedMetadata.value;
      const isNews = data !== null && told?.dataset === data.id && told.metadataVersion !== data.metadataVersion;
      return isNews && editCommands.value.length === 0 ? (signal) => take(data, signal) : null;
    },
    // What was missed comes with the next edit, or when the data set is opened again.
    (error) => void reopensAfter(error),
  );
}

async function take(data: Dataset, signal: AbortSignal): Promise<void> {
  await pause(ownAnswer, signal);
  const path = `datasets/${encodeURIComponent(data.id)}`;
  const next = await askJson<Dataset & { state: string }>(path, { signal });
  if (next.state !== 'ready' || next.metadataVersion === data.metadataVersion) {
    return;
  }
  const held = data.metadata.filter(({ index }) => columns.peek().has(index));
  const wanted = next.metadata.filter(({ name }) => held.some((one) => one.name === name));
  const arrived = await Promise.all(wanted.map((info) => fetchColumn(path, info, signal)));
  if (!signal.aborted && dataset.peek() === data) {
    takeMetadata(next, null, new Map(arrived.map((column) => [column.info.index, column])));
  }
}

async function fetchColumn(path: string, info: ColumnInfo, signal: AbortSignal): Promise<ColumnData> {
  return decodeColumn(await askBytes(`${path}/columns/${info.index}`, { signal }), info);
}
