import { effect } from '@preact/signals';
import {
  columnArrived,
  columnFailed,
  columns,
  dataset,
  wantedColumns,
  type ColumnData,
  type ColumnInfo,
  type Dataset,
} from '../state/dataset';
import { ByteReader } from './bytes';
import { askBytes, messageOf } from './http';
import { reopensAfter } from './newest';

/** Fetches each column that the page wants, once; the columns of a data set that is left are given up. */
export function watchColumns(): () => void {
  return effect(() => {
    const data = dataset.value;
    if (data === null) {
      return undefined;
    }
    const controller = new AbortController();
    const asked = new Set<number>();
    const stop = effect(() => {
      for (const index of wantedColumns.value) {
        const info = data.metadata.find((column) => column.index === index);
        if (info !== undefined && !asked.has(index) && !columns.peek().has(index)) {
          asked.add(index);
          void fetchColumn(data, info, controller.signal);
        }
      }
    });
    return () => {
      stop();
      controller.abort();
    };
  });
}

async function fetchColumn(data: Dataset, info: ColumnInfo, signal: AbortSignal): Promise<void> {
  try {
    const bytes = await askBytes(`datasets/${encodeURIComponent(data.id)}/columns/${info.index}`, { signal });
    if (!signal.aborted) {
      columnArrived(info.index, decodeColumn(bytes, info));
    }
  } catch (error) {
    if (!signal.aborted && !reopensAfter(error)) {
      columnFailed(info.index, messageOf(error));
    }
  }
}

/** Reads an `EPC1` answer (docs/api.md). */
export function decodeColumn(bytes: ArrayBuffer, info: ColumnInfo): ColumnData {
  const reader = new ByteReader(bytes, `The column "${info.name}"`);
  reader.magic('EPC1');
  reader.uint32();
  const rows = reader.uint32();
  const distinct = reader.uint32();
  const codes = reader.int32s(rows);
  reader.align(8);
  const numbers = reader.float64s(distinct);
  const begins = reader.uint32s(distinct + 1);
  const texts = reader.rest();
  const decoder = new TextDecoder();
  const values = Array.from({ length: distinct }, (_, i) => decoder.decode(texts.subarray(begins[i], begins[i + 1])));
  if (codes.some((code) => code < -1 || code >= distinct)) {
    throw new Error(`The column "${info.name}" points to a value that it does not have.`);
  }
  return { info, codes, values, numbers };
}
