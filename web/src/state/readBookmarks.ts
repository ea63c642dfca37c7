import { coordinates, customFields, distanceRatio, noColor, type State } from './bookmarkFile';
import type { Bookmark } from './bookmarks';
import type { CameraPose } from './camera';
import { nameOf, type ColumnData, type Dataset } from './dataset';
import { initialSettings } from './layouts';
import type { RememberedLayouts } from './layoutFields';
import { isRunMethod, type Method, type RunMethod } from './methods';
import { RowSet } from './rowSet';
import { decodeView, type View } from './view';
import { plural, whole } from './words';

export class BookmarkProblem extends Error {}

/** Reads a file of bookmarks for the open data set. `note` says what of it could not be taken. */
export function readBookmarks(
  text: string,
  data: Dataset,
  labels: ColumnData | undefined,
): { bookmarks: Bookmark[]; note: string | null } {
  let states: unknown;
  try {
    states = JSON.parse(text);
  } catch (error) {
    throw new BookmarkProblem(
      `This is no file of bookmarks: it is not JSON (${error instanceof Error ? error.message : String(error)}).`,
    );
  }
  if (!Array.isArray(states) || !states.every((state) => typeof state === 'object' && state !== null)) {
    throw new BookmarkProblem('This is no file of bookmarks: an array of states was expected.');
  }
  const missing = new Set<string>();
  const bookmarks = (states as State[]).map((state, i) => readState(state, i, data, labels, missing));
  const note =
    missing.size === 0
      ? null
      : `${plural(missing.size, 'name')} of the file ${missing.size === 1 ? 'is' : 'are'} not among the labels: ${[...missing].slice(0, 3).join(', ')}${missing.size > 3 ? ', …' : '.'}`;
  return { bookmarks, note };
}

function readState(
  state: State,
  index: number,
  data: Dataset,
  labels: ColumnData | undefined,
  missing: Set<string>,
): Bookmark {
  const name = typeof state.label === 'string' && state.label !== '' ? state.label : `State ${index + 1}`;
  const where = `Bookmark ${index + 1} (“${name}”)`;
  const filtered = rowsOf(state.filteredPoints, data, labels, missing, where);
  checkShape(state.dataSetDimensions, filtered, data, where);
  const ours = typeof state.projectorView === 'string' ? decodeView(state.projectorView) : null;
  const view: Partial<View> = { ...originalView(state, data), ...ours };
  delete view.run;
  delete view.tensor;
  // The original counts selected points within what was isolated; names stand for themselves.
  const selected = rowsOf(state.selectedPoints, data, labels, missing, where);
  const isNamed = Array.isArray(state.selectedPoints) && typeof state.selectedPoints[0] === 'string';
  if (selected !== null && (ours?.selection === undefined || isNamed)) {
    view.selection = RowSet.of(filtered === null || isNamed ? selected : selected.map((at) => filtered[at] ?? at));
  }
  if (ours?.isolations === undefined || isNamed) {
    view.isolations = filtered === null ? [] : [filtered];
  }
  const method = view.method ?? 'pca';
  const layout = isRunMethod(method) ? layoutOf(method, state.projections, filtered, data.rows) : null;
  return { id: crypto.randomUUID(), name, view, layout, thumbnail: null };
}

function checkShape(shape: unknown, filtered: readonly number[] | null, data: Dataset, where: string): void {
  if (!Array.isArray(shape) || shape.length !== 2) {
    return;
  }
  const [rows, columns] = shape as [unknown, unknown];
  const expected = filtered === null ? data.rows : filtered.length;
  if (columns !== data.columns || rows !== expected) {
    const isolated = filtered === null ? '' : `, ${whole(filtered.length)} of them isolated`;
    throw new BookmarkProblem(
      `${where} is of another data set: it was made for ${String(rows)} × ${String(columns)}, and this one has ${whole(data.rows)} × ${whole(data.columns)}${isolated}. Open the data set that it was made for.`,
    );
  }
}

/** Row numbers, or names that are looked up among the labels. */
function rowsOf(
  list: unknown,
  data: Dataset,
  labels: ColumnData | undefined,
  missing: Set<string>,
  where: string,
): number[] | null {
  if (!Array.isArray(list)) {
    return null;
  }
  let rowOf: Map<string, number> | null = null;
  return list.flatMap((entry: unknown): number[] => {
    if (typeof entry === 'string') {
      rowOf ??= firstRows(data.rows, labels);
      const row = rowOf.get(entry);
      if (row === undefined) {
        missing.add(entry);
        return [];
      }
      return [row];
    }
    if (typeof entry !== 'number' || !Number.isInteger(entry) || entry < 0 || entry >= data.rows) {
      throw new BookmarkProblem(
        `${where} names the point ${JSON.stringify(entry)}; points of this data set go from 0 to ${whole(data.rows - 1)}.`,
      );
    }
    return [entry];
  });
}

function firstRows(rows: number, labels: ColumnData | undefined): Map<string, number> {
  const found = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const name = nameOf(labels, row);
    if (!found.has(name)) {
      found.set(name, row);
    }
  }
  return found;
}

function originalView(state: State, data: Dataset): Partial<View> {
  const view: Partial<View> = { method: methodOf(state.selectedProjection) };
  const components = state.pcaComponentDimensions;
  if (Array.isArray(components) && components.length >= 2 && components.every((c) => Number.isInteger(c) && c >= 0)) {
    const [x, y, z] = components as number[];
    view.components = [x ?? 0, y ?? 1, z ?? null];
  }
  const color = state.selectedColorOptionName;
  if (typeof color === 'string') {
    view.color = color === noColor ? null : color;
    view.colorMode = state.forceCategoricalColoring === true ? 'categories' : null;
  }
  if (typeof state.selectedLabelOption === 'string') {
    view.label = state.selectedLabelOption;
  }
  view.layouts = layoutsOf(state, data);
  const camera = cameraOf(state.cameraDef);
  if (camera !== null) {
    view.camera = camera;
  }
  return view;
}

function methodOf(projection: unknown): Method {
  return projection === 'tsne' || projection === 'umap' ? projection : projection === 'custom' ? 'axes' : 'pca';
}

function layoutsOf(state: State, data: Dataset): RememberedLayouts {
  const exponent = state.tSNELearningRate;
  const layouts: RememberedLayouts = {
    tsne: {
      ...initialSettings.tsne,
      dimensions: state.tSNEis3d === false ? 2 : 3,
      parameters: given({
        perplexity: number(state.tSNEPerplexity),
        learning_rate: typeof exponent === 'number' ? number(10 ** exponent) : null,
      }),
      run: null,
    },
  };
  if (state.umapNeighbors !== undefined || state.umapIs3d !== undefined) {
    layouts.umap = {
      ...initialSettings.umap,
      dimensions: state.umapIs3d === false ? 2 : 3,
      parameters: given({ neighbors: number(state.umapNeighbors), min_dist: number(state.umapMinDist) }),
      run: null,
    };
  }
  const column = said(state.customSelectedSearchByMetadataOption);
  const ends = Object.entries(customFields).flatMap(([end, field]) => {
    const words = said(state[`${field}Text`]);
    return words === null
      ? []
      : [
          [end, words],
          [`${end}_regex`, state[`${field}Regex`] === true ? 'true' : 'false'],
        ];
  });
  if (ends.length > 0) {
    const known = data.metadata.some((one) => one.name === column);
    layouts.axes = {
      ...initialSettings.axes,
      parameters: { ...Object.fromEntries(ends), ...(column !== null && known ? { search_by: column } : {}) },
      run: null,
    };
  }
  return layouts;
}

function number(value: unknown): string | null {
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

function said(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function given(pairs: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(pairs).filter((pair): pair is [string, string] => pair[1] !== null));
}

function cameraOf(definition: unknown): CameraPose | null {
  const { orthographic, position, target, zoom } = (definition ?? {}) as Record<string, unknown>;
  if (!isPoint(position) || !isPoint(target)) {
    return null;
  }
  const flat = orthographic === true;
  const stretch = flat ? 1 : distanceRatio;
  const at = position.map((c, i) => (target[i] ?? 0) + (c - (target[i] ?? 0)) * stretch);
  return {
    orthographic: flat,
    position: at as CameraPose['position'],
    target,
    zoom: typeof zoom === 'number' && zoom > 0 ? zoom : 1,
  };
}

function isPoint(value: unknown): value is [number, number, number] {
  return Array.isArray(value) && value.length === 3 && value.every((c) => typeof c === 'number' && Number.isFinite(c));
}

/** The kept coordinates of a layout; rows without any have no place on the map. Null when none has one. */
function layoutOf(
  method: RunMethod,
  projections: unknown,
  filtered: readonly number[] | null,
  rows: number,
): Bookmark['layout'] {
  if (!Array.isArray(projections)) {
    return null;
  }
  const points = projections as Record<string, unknown>[];
  const keys = coordinates[method].filter((key) => points.some((point) => typeof point?.[key] === 'number'));
  if (keys.length < 2) {
    return null;
  }
  const dimensions = keys.length === 3 ? 3 : 2;
  const values = new Float32Array(rows * dimensions).fill(Number.NaN);
  points.forEach((point, i) => {
    const row = filtered === null ? i : (filtered[i] ?? rows);
    if (row < rows) {
      keys.forEach((key, axis) => {
        const value = point?.[key];
        values[row * dimensions + axis] = typeof value === 'number' ? value : Number.NaN;
      });
    }
  });
  return { method, positions: { dimensions, rows, values, axes: keys } };
}
