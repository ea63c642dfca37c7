import type { CameraPose } from './camera';
import { labellings, labelSizes, type ColorMode, type Labelling } from './appearance';
import { decodeOwnColors, decodeScale, encodeColors } from './colorFields';
import type { ColorScale } from './colorScale';
import { decodeFilters, encodeFilters, type ColumnFilter } from './columnFilters';
import { decodeLayouts, encodeLayouts, type RememberedLayouts } from './layoutFields';
import { isQualityMeasure, type QualityMeasure } from './measures';
import { runMethods, type Method } from './methods';
import type { OwnColor } from './ownColors';
import { RowSet } from './rowSet';
import type { Metric } from './selection';

/** All that a person chose about one data set. Columns go by name, so that a view survives a file with another order of them. */
export interface View {
  run: string;
  tensor: string;
  label: string | null;
  labelling: Labelling;
  labelSize: number;
  /** Whether thumbnails are shown where there are some. */
  images: boolean;
  color: string | null;
  /** The measure of the map that colours in the place of a column. */
  quality: QualityMeasure | null;
  colorMode: ColorMode | null;
  /** How numbers become colours. */
  scale: ColorScale;
  ownColors: readonly OwnColor[];
  hidden: readonly string[];
  filters: readonly ColumnFilter[];
  spherize: boolean;
  method: Method;
  /** What was chosen for the layouts, and the runs that laid out. */
  layouts: RememberedLayouts;
  uncentred: boolean;
  components: [number, number, number | null];
  selection: RowSet;
  /** Rows left by each isolation, the outermost first. */
  isolations: readonly (readonly number[] | Int32Array)[];
  metric: Metric;
  neighbors: number;
  search: string;
  regex: boolean;
  searchColumn: string | null;
  camera: CameraPose | null;
}

/** Longer lists of rows are left out of an address. */
export const mostRowsInAddress = 1000;
/** A row takes about so many characters of a list. */
const charactersPerRow = 7;

/**
 * A view as the part of an address behind `#`. What is absent was not chosen; `mostRows` bounds the lists of rows, and
 * `leftOut` says which were longer.
 */
export function encodeView(view: View, mostRows = mostRowsInAddress): { text: string; leftOut: string[] } {
  const fields = new URLSearchParams();
  const leftOut: string[] = [];
  const rows = (name: string, list: RowSet | readonly number[] | Int32Array): void => {
    if (list.length > mostRows) {
      leftOut.push(name);
    } else if (list.length > 0) {
      fields.append(name, [...list].join(','));
    }
  };
  fields.set('run', view.run);
  fields.set('tensor', view.tensor);
  fields.set('label', view.label ?? '');
  if (view.labelling !== 'some') {
    fields.set('labels', view.labelling);
  }
  if (view.labelSize !== labelSizes.normal) {
    fields.set('labelsize', String(view.labelSize));
  }
  if (!view.images) {
    fields.set('images', '0');
  }
  fields.set('color', view.color ?? '');
  if (view.quality !== null) {
    fields.set('quality', view.quality);
  }
  if (view.colorMode !== null) {
    fields.set('mode', view.colorMode);
  }
  leftOut.push(...encodeColors(view.scale, view.ownColors, fields));
  view.hidden.forEach((key) => fields.append('hide', key));
  leftOut.push(...encodeFilters(view.filters, fields));
  fields.set('spherize', view.spherize ? '1' : '0');
  if (view.method !== 'pca') {
    fields.set('method', view.method);
  }
  leftOut.push(...encodeLayouts(view.layouts, fields, charactersPerRow * mostRows));
  if (view.uncentred) {
    fields.set('uncentred', '1');
  }
  fields.set('pc', view.components.flatMap((component) => (component === null ? [] : [component + 1])).join(','));
  rows('select', view.selection);
  view.isolations.forEach((list) => rows('isolate', list));
  fields.set('distance', view.metric);
  fields.set('neighbors', String(view.neighbors));
  if (view.search !== '') {
    fields.set('search', view.search);
    if (view.regex) {
      fields.set('regex', '1');
    }
    if (view.searchColumn !== null) {
      fields.set('in', view.searchColumn);
    }
  }
  if (view.camera !== null) {
    const { orthographic, position, target, zoom } = view.camera;
    const numbers = [...position, ...target, zoom].map((number) => Number(number.toPrecision(5)));
    fields.set('camera', `${orthographic ? 'flat' : 'deep'},${numbers.join(',')}`);
  }
  return { text: fields.toString(), leftOut };
}

/** What of a view could be read; a field that makes no sense is as if it were absent. */
export function decodeView(text: string): Partial<View> {
  const fields = new URLSearchParams(text.replace(/^#/, ''));
  const view: Partial<View> = {};
  const take = <K extends keyof View>(key: K, value: View[K] | undefined): void => {
    if (value !== undefined) {
      view[key] = value;
    }
  };
  const name = (field: string): string | undefined => fields.get(field) ?? undefined;
  const nameOrNone = (field: string): string | null | undefined => (fields.get(field) === '' ? null : name(field));
  const flag = (field: string): boolean | undefined => ({ '1': true, '0': false })[fields.get(field) ?? ''];
  take('run', name('run'));
  take('tensor', name('tensor'));
  take('label', nameOrNone('label'));
  take('labelling', oneOf(fields.get('labels'), labellings));
  take('labelSize', wholeNumber(fields.get('labelsize') ?? ''));
  take('images', flag('images'));
  take('color', nameOrNone('color'));
  const quality = fields.get('quality');
  take('quality', quality !== null && isQualityMeasure(quality) ? quality : undefined);
  take('colorMode', oneOf(fields.get('mode'), ['gradient', 'categories'] as const));
  take('scale', decodeScale(fields));
  take('ownColors', decodeOwnColors(fields));
  if (fields.has('hide')) {
    view.hidden = fields.getAll('hide');
  }
  take('filters', decodeFilters(fields));
  take('spherize', flag('spherize'));
  take('method', oneOf(fields.get('method'), ['pca', ...runMethods]));
  take('layouts', decodeLayouts(fields));
  take('uncentred', flag('uncentred'));
  take('components', componentsFrom(fields.get('pc')));
  const selected = rowsFrom(fields.get('select'));
  take('selection', selected === undefined ? undefined : RowSet.of(selected));
  const isolations = fields.getAll('isolate').flatMap((list) => {
    const found = rowsFrom(list);
    return found === undefined ? [] : [found];
  });
  take('isolations', isolations.length > 0 ? isolations : undefined);
  take('metric', oneOf(fields.get('distance'), ['cosine', 'euclidean'] as const));
  take('neighbors', wholeNumber(fields.get('neighbors') ?? ''));
  take('search', name('search'));
  take('regex', flag('regex'));
  take('searchColumn', name('in'));
  take('camera', poseFrom(fields.get('camera')));
  return view;
}

function oneOf<T extends string>(text: string | null, allowed: readonly T[]): T | undefined {
  return allowed.find((value) => value === text);
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function rowsFrom(text: string | null): number[] | undefined {
  if (text === null || text === '') {
    return undefined;
  }
  const rows = text.split(',').map(wholeNumber);
  return rows.every((row) => row !== undefined) ? [...new Set(rows)] : undefined;
}

function componentsFrom(text: string | null): [number, number, number | null] | undefined {
  const parts = (text ?? '').split(',').map(wholeNumber);
  const [x, y, z] = parts;
  const known = parts.every((part) => part !== undefined && part >= 1 && part <= 1000);
  if (!known || x === undefined || y === undefined || parts.length > 3) {
    return undefined;
  }
  return [x - 1, y - 1, z === undefined ? null : z - 1];
}

function poseFrom(text: string | null): CameraPose | undefined {
  const [kind, ...rest] = (text ?? '').split(',');
  const numbers = rest.map((part) => (part === '' ? Number.NaN : Number(part)));
  const [px, py, pz, tx, ty, tz, zoom] = numbers;
  if ((kind !== 'flat' && kind !== 'deep') || numbers.length !== 7 || !numbers.every((n) => Math.abs(n) < 1e6)) {
    return undefined;
  }
  if (zoom === undefined || zoom <= 0) {
    return undefined;
  }
  return {
    orthographic: kind === 'flat',
    position: [px ?? 0, py ?? 0, pz ?? 0],
    target: [tx ?? 0, ty ?? 0, tz ?? 0],
    zoom,
  };
}
