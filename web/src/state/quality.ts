import { batch, computed, signal } from '@preact/signals';
import { colorMeasure, setColorMeasure } from './appearance';
import type { ColumnData } from './dataset';
import type { QualityMeasure } from './measures';
import type { Method } from './methods';
import { pcaComponents, pcaResult, positions, projectionStatus, shownMethod, type Positions } from './projection';
import { isAtWork, runs } from './runs';

/** The map that is shown, as the server knows it. */
export interface ShownMap {
  method: Method;
  /** The run that made it. */
  run: string;
  /** What of a PCA is on the axes; null for other methods. */
  components: readonly number[] | null;
  of: Positions;
  /** Whether it is still being laid out. */
  moves: boolean;
}

/** What came of a measurement. */
export interface Figures {
  metric: string;
  comparedRows: number;
  /** On how many rows it was measured, when not on all. */
  sampleRows: number | null;
  measures: readonly { name: QualityMeasure; k: number; value: number }[];
  notes: readonly string[];
}

export interface Measurement {
  /** The positions that were on the map when it was asked for. */
  of: Positions;
  /** Null before the server answered. */
  id: string | null;
  state: 'starting' | 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  progress: number;
  /** Why it failed. */
  message: string | null;
  figures: Figures | null;
}

/** What the wire should ask for; a `look` only finds what was measured before. */
export interface MeasureOrder {
  kind: 'measure' | 'look';
  map: ShownMap;
}

/** The last measurement of the map of each method. */
export const measurements = signal<ReadonlyMap<Method, Measurement>>(new Map());
export const measureOrder = signal<MeasureOrder | null>(null);
/** Measures of the rows that have arrived, by `columnKey`. */
export const measureColumns = signal<ReadonlyMap<string, ColumnData>>(new Map());
/** Why the last column did not arrive. */
export const measureColumnFailure = signal<string | null>(null);

export const shownMap = computed<ShownMap | null>(() => {
  const [method, of] = [shownMethod.value, positions.value];
  if (of === null) {
    return null;
  }
  if (method === 'pca') {
    const run = pcaResult.value?.run;
    const components = pcaComponents.value.filter((component) => component !== null);
    return run === undefined
      ? null
      : { method, run, components, of, moves: ['queued', 'running'].includes(projectionStatus.value.state) };
  }
  const run = runs.value.get(method);
  return run?.id ? { method, run: run.id, components: null, of, moves: isAtWork(run) } : null;
});

/** The measurement of the shown map, perhaps as it was before it moved. */
export const measurement = computed<Measurement | null>(() => measurements.value.get(shownMethod.value) ?? null);

/** The shown map is not the one that was measured any more. */
export const isStale = computed(() => measurement.value !== null && measurement.value.of !== positions.value);

/** The column of a measure that colours the points; its key is null while there is none to ask for. */
export const wantedMeasureColumn = computed<{ id: string; measure: QualityMeasure; key: string } | null>(() => {
  const [measure, known] = [colorMeasure.value, measurement.value];
  return measure === null || known === null || known.state !== 'done' || known.id === null
    ? null
    : { id: known.id, measure, key: columnKey(known.id, measure) };
});

export const measureColumn = computed<ColumnData | null>(() => {
  const wanted = wantedMeasureColumn.value;
  return wanted === null ? null : (measureColumns.value.get(wanted.key) ?? null);
});

export function isMeasuring(known: Measurement | null): boolean {
  return known !== null && ['starting', 'queued', 'running'].includes(known.state);
}

/** Measures the shown map; another map that is being measured gives way. */
export function measureMap(): void {
  const map = shownMap.peek();
  if (map !== null) {
    batch(() => {
      dropUnfinished();
      measureOrder.value = { kind: 'measure', map };
      setMeasurement(map.method, {
        of: map.of,
        id: null,
        state: 'starting',
        progress: 0,
        message: null,
        figures: null,
      });
    });
  }
}

/** Looks whether the shown map was measured before; nothing is computed for it. */
export function lookForMeasurement(): void {
  const map = shownMap.peek();
  if (map !== null && ![...measurements.peek().values()].some(isMeasuring)) {
    measureOrder.value = { kind: 'look', map };
  }
}

export function cancelMeasurement(): void {
  batch(() => {
    dropUnfinished();
    measureOrder.value = null;
  });
}

/** Colours the points by a measure of the map. Somebody who chooses one of a map that was never measured wants it measured. */
export function chooseColorMeasure(measure: QualityMeasure): void {
  batch(() => {
    setColorMeasure(measure);
    if (measurement.peek() === null) {
      measureMap();
    }
  });
}

export function setMeasurement(method: Method, next: Measurement): void {
  measurements.value = new Map(measurements.peek()).set(method, next);
}

export function measureColumnArrived(key: string, column: ColumnData): void {
  batch(() => {
    measureColumns.value = new Map(measureColumns.peek()).set(key, column);
    measureColumnFailure.value = null;
  });
}

/** Nothing is known of any map: another data set is shown. */
export function forgetMeasurements(): void {
  batch(() => {
    measurements.value = new Map();
    measureColumns.value = new Map();
    measureColumnFailure.value = null;
    measureOrder.value = null;
  });
}

function columnKey(id: string, measure: QualityMeasure): string {
  return `${id} ${measure}`;
}

function dropUnfinished(): void {
  measurements.value = new Map([...measurements.peek()].filter(([, known]) => !isMeasuring(known)));
}
