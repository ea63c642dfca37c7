import { coordinates, customFields, distanceRatio, noColor, type State } from './bookmarkFile';
import type { Bookmark } from './bookmarks';
import type { CameraPose } from './camera';
import { nameOf, type ColumnData, type Dataset } from './dataset';
import type { Positions } from './projection';
import { RowSet } from './rowSet';
import { encodeView, type View } from './view';

/** What a file of bookmarks is written from, besides the bookmarks. */
export interface FileContext {
  data: Dataset;
  /** What a bookmark leaves open. */
  base: View;
  /** Where the rows stand by PCA, if that is known. */
  pca: Positions | null;
  labels: ColumnData | undefined;
  /** Whether points go by their labels rather than by their numbers. */
  names: boolean;
}

/**
 * Writes bookmarks as the original does. With `names` points go by their labels, so that the file fits data whose order has
 * changed; the original cannot read such a file.
 */
export function writeBookmarks(bookmarks: readonly Bookmark[], context: FileContext): string {
  return JSON.stringify(bookmarks.map((bookmark) => stateOf(bookmark, context)));
}

function stateOf(bookmark: Bookmark, { data, base, pca, labels, names }: FileContext): State {
  const { layout } = bookmark;
  const view: View = { ...base, ...bookmark.view, run: data.run, tensor: data.tensor };
  const isolated = view.isolations[view.isolations.length - 1];
  const filtered = isolated === undefined ? null : Array.from(isolated);
  const selection = [...view.selection];
  const shown = filtered ?? Array.from({ length: data.rows }, (_, row) => row);
  const called = (rows: readonly number[]): string[] => rows.map((row) => nameOf(labels, row));
  const placeOf = new Map(shown.map((row, at) => [row, at]));
  const within = selection.flatMap((row) => placeOf.get(row) ?? []);
  const { tsne, umap, axes } = view.layouts;
  const rate = Number(tsne?.parameters['learning_rate']);
  const { components } = view;
  const custom = Object.entries(customFields).flatMap(([end, field]): [string, unknown][] => [
    [`${field}Text`, axes?.parameters[end] ?? ''],
    [`${field}Regex`, axes?.parameters[`${end}_regex`] === 'true'],
  ]);
  return {
    label: bookmark.name,
    isSelected: false,
    // The original has no stored maps.
    selectedProjection: view.method === 'axes' ? 'custom' : view.method === 'stored' ? 'pca' : view.method,
    dataSetDimensions: [shown.length, data.columns],
    tSNEIteration: 0,
    tSNEPerplexity: Number(tsne?.parameters['perplexity'] ?? 0),
    tSNELearningRate: rate > 0 ? Math.log10(rate) : 1,
    tSNEis3d: tsne?.dimensions !== 2,
    umapIs3d: umap?.dimensions !== 2,
    umapNeighbors: Number(umap?.parameters['neighbors'] ?? 15),
    umapMinDist: Number(umap?.parameters['min_dist'] ?? 0.1),
    pcaComponentDimensions: components.filter((component) => component !== null),
    customSelectedSearchByMetadataOption: axes?.parameters['search_by'] ?? '',
    ...Object.fromEntries(custom),
    projections: projectionsOf(shown, layout, view.method === 'pca' ? pca : null, components),
    filteredPoints: filtered === null ? null : names ? called(filtered) : filtered,
    selectedPoints: names ? called(selection) : within,
    cameraDef: cameraDefinition(view.camera),
    selectedColorOptionName: view.color ?? noColor,
    forceCategoricalColoring: view.colorMode === 'categories',
    selectedLabelOption: view.label ?? '',
    projectorView: encodeView(
      names ? { ...view, selection: RowSet.none, isolations: [] } : view,
      Number.POSITIVE_INFINITY,
    ).text,
  };
}

function projectionsOf(
  shown: readonly number[],
  layout: Bookmark['layout'],
  pca: Positions | null,
  components: View['components'],
): Record<string, number>[] {
  const places = layout?.positions ?? pca;
  const keys =
    layout === null
      ? components.flatMap((component) => (component === null ? [] : [`pca-${component}`]))
      : coordinates[layout.method];
  return shown.map((row) => {
    const point: Record<string, number> = {};
    for (const [axis, key] of keys.entries()) {
      const value =
        places !== null && axis < places.dimensions ? places.values[row * places.dimensions + axis] : undefined;
      if (value !== undefined && Number.isFinite(value)) {
        point[key] = value;
      }
    }
    return point;
  });
}

function cameraDefinition(pose: CameraPose | null): unknown {
  if (pose === null) {
    return null;
  }
  const shrink = pose.orthographic ? 1 : 1 / distanceRatio;
  return {
    orthographic: pose.orthographic,
    position: pose.position.map((c, i) => (pose.target[i] ?? 0) + (c - (pose.target[i] ?? 0)) * shrink),
    target: pose.target,
    zoom: pose.zoom,
  };
}
