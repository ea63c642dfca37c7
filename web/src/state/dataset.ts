import { signal } from '@preact/signals';
import type { Metric } from './selection';
import type { Problem } from './workspace';

/** An opened tensor. Mirrors `GET /api/datasets/{id}` once it is ready (docs/api.md). */
export interface Dataset {
  id: string;
  run: string;
  tensor: string;
  rows: number;
  columns: number;
  metadata: ColumnInfo[];
  /** Index into `metadata`, or null when rows have no label but their number. */
  defaultLabel: number | null;
  defaultSpherize: boolean;
  /** The distance that the file states, or cosine. */
  defaultMetric: Metric;
  sprite: SpriteInfo | null;
  /** Maps of the rows that the file brings along. */
  maps: StoredMap[];
  problems: Problem[];
  checkpointPath: string | null;
  metadataFile: string | null;
  /** While it stays, so do the columns. */
  metadataVersion: string;
  /** The training step of the vectors, where the checkpoint tells it. */
  step: number | null;
  /** When the vectors were written. */
  written: string | null;
}

export interface ColumnInfo {
  index: number;
  name: string;
  kind: 'text' | 'number';
  distinct: number;
  missing: number;
  min: number | null;
  max: number | null;
  /** Not of the metadata but measured of the map: a scale, however few its values are. */
  isMeasure?: true;
}

export interface StoredMap {
  name: string;
  dimensions: 2 | 3;
}

export interface SpriteInfo {
  file: string;
  thumbnailWidth: number;
  thumbnailHeight: number;
  imageWidth: number;
  imageHeight: number;
  /** Follows from the bytes of the image. */
  version: string;
}

export type Opening =
  | { state: 'none' }
  | { state: 'loading'; stage: string; progress: number }
  | { state: 'failed'; message: string; remedy: string | null }
  | { state: 'ready' };

/** A metadata column: each row holds the index of its value, −1 where it is missing. */
export interface ColumnData {
  info: ColumnInfo;
  codes: Int32Array;
  /** Distinct values as text, in order of first appearance. */
  values: string[];
  /** The same as numbers; NaN where a value is none. */
  numbers: Float64Array;
}

export const opening = signal<Opening>({ state: 'none' });
export const dataset = signal<Dataset | null>(null);

/** Columns that have arrived, by index. The wire fetches those that are asked for in `wantedColumns`. */
export const columns = signal<ReadonlyMap<number, ColumnData>>(new Map());
export const wantedColumns = signal<ReadonlySet<number>>(new Set());
/** Why a column did not arrive, by index. */
export const columnFailures = signal<ReadonlyMap<number, string>>(new Map());

/** The version (of its files) that the open data set was read at; null while none is open. */
export const openedVersion = signal<string | null>(null);
/** Counts up; the wire opens the current tensor again whenever it changes. */
export const openRequests = signal(0);
/** Whether a new version on disk is shown by itself. */
export const followChanges = signal(true);

/** Opens the current tensor again: a new version on disk, or a server that started anew. */
export function reopen(): void {
  openRequests.value += 1;
}

export function columnArrived(index: number, data: ColumnData): void {
  columns.value = new Map(columns.peek()).set(index, data);
}

export function columnFailed(index: number, message: string): void {
  columnFailures.value = new Map(columnFailures.peek()).set(index, message);
}

export function wantColumn(index: number): void {
  if (!wantedColumns.peek().has(index)) {
    wantedColumns.value = new Set([...wantedColumns.peek(), index]);
  }
}

/** The text of a row in a column; null where it is missing or not there yet. */
export function textOf(column: ColumnData | undefined, row: number): string | null {
  const code = column?.codes[row] ?? -1;
  return code < 0 ? null : (column?.values[code] ?? null);
}

/** What a row is called: its text in the label column; its number, which counts from 0, where nothing labels the rows. */
export function nameOf(column: ColumnData | undefined, row: number): string {
  return textOf(column, row) ?? (column === undefined ? String(row) : `Unknown #${row}`);
}
