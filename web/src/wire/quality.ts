import type { ColumnInfo } from '../state/dataset';
import { isQualityMeasure, measureTitles, type QualityMeasure } from '../state/measures';
import {
  measureColumnArrived,
  measureColumnFailure,
  measureColumns,
  measureOrder,
  setMeasurement,
  wantedMeasureColumn,
  type Figures,
  type MeasureOrder,
  type Measurement,
} from '../state/quality';
import { decodeColumn } from './columns';
import { askBytes, askJson, messageOf, tell } from './http';
import { newest, untilFinal } from './newest';

/** `GET /api/quality/{id}` as it comes. */
interface Answer {
  id: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  progress: number;
  metric: string;
  rows: number;
  comparedRows: number | null;
  sampleRows: number | null;
  measures: readonly { name: string; k: number; value: number }[] | null;
  notes: readonly string[];
  message: string | null;
}

/** Has the map measured that the person wants measured, and fetches the measures that colour it. */
export function watchQuality(): () => void {
  const stops = [watchOrder(), watchColumn()];
  return () => stops.forEach((stop) => stop());
}

function watchOrder(): () => void {
  return newest(
    () => {
      const order = measureOrder.value;
      return order === null ? null : (signal) => obey(order, signal);
    },
    (error) => {
      const order = measureOrder.peek();
      // A look that finds nothing, for whatever reason, leaves the map unmeasured; the person can have it measured.
      if (order?.kind === 'measure') {
        const { method, of } = order.map;
        setMeasurement(method, {
          of,
          id: null,
          state: 'failed',
          progress: 0,
          message: messageOf(error),
          figures: null,
        });
      }
    },
  );
}

async function obey(order: MeasureOrder, signal: AbortSignal): Promise<void> {
  const first = await (order.kind === 'measure' ? start(order, signal) : look(order, signal));
  if (first === null) {
    return;
  }
  let isOver = false;
  if (order.kind === 'measure') {
    signal.addEventListener('abort', () => {
      if (!isOver) {
        cancel(first.id);
      }
    });
  }
  const last = await untilFinal(
    first,
    {
      isFinal: ({ state }) => state !== 'queued' && state !== 'running',
      show: (answer) => take(order, answer, signal),
      ask: ({ id }) => askJson<Answer>(`quality/${encodeURIComponent(id)}?wait=1`, { signal }),
    },
    signal,
  );
  isOver = true;
  take(order, last, signal);
}

function start({ map }: MeasureOrder, signal: AbortSignal): Promise<Answer> {
  const body = map.components === null ? {} : { components: map.components };
  return askJson<Answer>(pathOf(map.run), { method: 'POST', body, signal });
}

async function look({ map }: MeasureOrder, signal: AbortSignal): Promise<Answer | null> {
  const fields = map.components === null ? '' : `?components=${map.components.join(',')}`;
  const bytes = await askBytes(`${pathOf(map.run)}${fields}`, { signal });
  return bytes.byteLength === 0 ? null : (JSON.parse(new TextDecoder().decode(bytes)) as Answer);
}

function pathOf(run: string): string {
  return `projections/${encodeURIComponent(run)}/quality`;
}

/** Nobody waits for it any more. */
function cancel(id: string): void {
  // One that is over or gone needs no cancelling, and without a server nothing measures.
  void tell(`quality/${encodeURIComponent(id)}`, { method: 'DELETE', signal: new AbortController().signal }).catch(
    () => {},
  );
}

function take({ map }: MeasureOrder, answer: Answer, signal: AbortSignal): void {
  if (!signal.aborted) {
    const { id, state, progress, message } = answer;
    const next: Measurement = { of: map.of, id, state, progress, message, figures: figuresOf(answer) };
    setMeasurement(map.method, next);
  }
}

function figuresOf({ metric, rows, comparedRows, sampleRows, measures, notes }: Answer): Figures | null {
  return measures === null
    ? null
    : {
        metric,
        comparedRows: comparedRows ?? rows,
        sampleRows,
        measures: measures.flatMap(({ name, k, value }) => (isQualityMeasure(name) ? [{ name, k, value }] : [])),
        notes,
      };
}

function watchColumn(): () => void {
  return newest(
    () => {
      const wanted = wantedMeasureColumn.value;
      return wanted === null || measureColumns.peek().has(wanted.key)
        ? null
        : async (signal) => {
            const path = `quality/${encodeURIComponent(wanted.id)}/columns/${wanted.measure}`;
            const bytes = await askBytes(path, { signal });
            signal.throwIfAborted();
            measureColumnArrived(wanted.key, decodeColumn(bytes, infoOf(wanted.measure)));
          };
    },
    (error) => {
      measureColumnFailure.value = messageOf(error);
    },
  );
}

/** No column of the metadata has this index. */
const noColumn = -1;

function infoOf(measure: QualityMeasure): ColumnInfo {
  return {
    index: noColumn,
    name: measureTitles[measure],
    kind: 'number',
    distinct: 0,
    missing: 0,
    min: 0,
    max: 1,
    isMeasure: true,
  };
}
