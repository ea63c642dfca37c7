import { computed } from '@preact/signals';
import { axisEnds, chosenRows, endsInUse, setAxisMatches, type AxisEnd } from '../state/axes';
import { dataset } from '../state/dataset';
import { valueOf } from '../state/layouts';
import { method } from '../state/projection';
import { columnKey } from '../state/supervision';
import { askBytes, messageOf } from './http';
import { newest, pause, reopensAfter } from './newest';

/** Milliseconds after the last keystroke before the server is asked. */
const quietTime = 120;

/** Counts the rows that each end of the custom axes matches, while their tab is open. */
export function watchAxisMatches(): () => void {
  const stops = axisEnds.map(watchEnd);
  return () => stops.forEach((stop) => stop());
}

function watchEnd(end: AxisEnd): () => void {
  const wanted = computed(() => {
    const data = dataset.value;
    if (data === null || method.value !== 'axes') {
      return null;
    }
    const key = valueOf('axes', 'search_by');
    const column = key === '' ? data.defaultLabel : data.metadata.find((one) => columnKey(one) === key)?.index;
    // Rows that were chosen take the place of the text.
    const isText = chosenRows(end) === 0 && endsInUse.value.includes(end);
    const text = isText ? valueOf('axes', end) : '';
    return JSON.stringify([data.id, column ?? null, text, valueOf('axes', `${end}_regex`)]);
  });
  return newest(
    () => {
      const key = wanted.value;
      return key === null ? null : (signal) => count(end, key, signal);
    },
    (error) => {
      if (!reopensAfter(error)) {
        setAxisMatches(end, { state: 'failed', message: messageOf(error) });
      }
    },
  );
}

async function count(end: AxisEnd, wanted: string, signal: AbortSignal): Promise<void> {
  const [id, column, text, regex] = JSON.parse(wanted) as [string, number | null, string, string];
  if (text === '') {
    setAxisMatches(end, null);
    return;
  }
  setAxisMatches(end, { state: 'busy' });
  await pause(quietTime, signal);
  const fields = new URLSearchParams({ text, regex: String(regex === 'true') });
  if (column !== null) {
    fields.set('column', String(column));
  }
  const bytes = await askBytes(`datasets/${encodeURIComponent(id)}/search?${fields.toString()}`, { signal });
  if (!signal.aborted) {
    setAxisMatches(end, { state: 'done', count: bytes.byteLength / Int32Array.BYTES_PER_ELEMENT });
  }
}
