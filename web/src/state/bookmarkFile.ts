import type { RunMethod } from './methods';

/**
 * The bookmark file of TensorBoard's projector: an array of states (its `State` in `data.ts`). Field names are the original's.
 * `projectorView` is ours and holds what the original has no field for; the original ignores it.
 */
export interface State {
  label?: unknown;
  selectedProjection?: unknown;
  dataSetDimensions?: unknown;
  tSNEPerplexity?: unknown;
  /** The position of the slider: ten to this power is the rate. */
  tSNELearningRate?: unknown;
  tSNEis3d?: unknown;
  umapIs3d?: unknown;
  umapNeighbors?: unknown;
  umapMinDist?: unknown;
  pcaComponentDimensions?: unknown;
  projections?: unknown;
  filteredPoints?: unknown;
  selectedPoints?: unknown;
  cameraDef?: unknown;
  selectedColorOptionName?: unknown;
  forceCategoricalColoring?: unknown;
  selectedLabelOption?: unknown;
  customSelectedSearchByMetadataOption?: unknown;
  projectorView?: unknown;
  [custom: string]: unknown;
}

/** The names of a method's coordinates in `projections`. */
export const coordinates: Readonly<Record<RunMethod, readonly string[]>> = {
  tsne: ['tsne-0', 'tsne-1', 'tsne-2'],
  umap: ['umap-0', 'umap-1', 'umap-2'],
  axes: ['linear-x', 'linear-y'],
  stored: ['stored-0', 'stored-1', 'stored-2'],
};

export const customFields = {
  left: 'customXLeft',
  right: 'customXRight',
  up: 'customYUp',
  down: 'customYDown',
} as const;

/** The original's camera sees 70 degrees, ours 40: the same picture is this much farther away. */
export const distanceRatio = Math.tan((35 * Math.PI) / 180) / Math.tan((20 * Math.PI) / 180);

export const noColor = 'No color map';
