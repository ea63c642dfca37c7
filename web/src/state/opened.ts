import { batch, computed, signal } from '@preact/signals';
import {
  colorBy,
  colorMeasure,
  colorMode,
  colorScale,
  hiddenCategories,
  labelBy,
  labelling,
  labelSize,
  labelSizes,
  ownColors,
  setLabelSize,
  showSprites,
} from './appearance';
import { cameraPose, wantedPose } from './camera';
import { defaultColorColumn } from './coloring';
import { defaultScale } from './colorScale';
import { columnFailures, columns, dataset, openedVersion, opening, wantedColumns, type Dataset } from './dataset';
import { filters, passingRows } from './filters';
import { takeMetadata } from './metadataChange';
import { initialSettings, layoutSettings } from './layouts';
import {
  chooseMethod,
  fittingComponents,
  forgetPositions,
  method,
  pcaComponents,
  pcaResult,
  pcaUncentred,
  positions,
  projectionStatus,
  setComponents,
  spherize,
} from './projection';
import { spanAxesAgain } from './axes';
import { rememberedLayouts, restoreLayouts } from './rememberedLayouts';
import { forgetRuns } from './runs';
import { searchColumn, searchRegex, searchResult, searchSelects, searchText } from './search';
import { RowSet } from './rowSet';
import { isolations, metric, neighborCount, select, selection, setNeighborCount } from './selection';
import type { View } from './view';
import { forgetSeenSteps } from './steps';
import { chosenRun, chosenTensor, currentTensor, held } from './workspace';

/** Views that the address or the memory of this browser asks for, by `viewKey`; each data set opens with its own. */
export const rememberedViews = signal<ReadonlyMap<string, Partial<View>>>(new Map());

/** The key of a view that was asked for without saying of which run and tensor: the next data set that opens takes it. */
const nextDataset = '';

export function viewKey(run: string, tensor: string): string {
  return JSON.stringify([run, tensor]);
}

/** The open data set as the person looks at it; null while none is open. */
export const currentView = computed<View | null>(() => {
  const data = dataset.value;
  if (data === null) {
    return null;
  }
  const nameOfColumn = (index: number | null): string | null =>
    data.metadata.find((column) => column.index === index)?.name ?? null;
  return {
    run: data.run,
    tensor: data.tensor,
    label: nameOfColumn(labelBy.value),
    labelling: labelling.value,
    labelSize: labelSize.value,
    images: showSprites.value,
    color: nameOfColumn(colorBy.value),
    quality: colorMeasure.value,
    colorMode: colorMode.value,
    scale: colorScale.value,
    ownColors: ownColors.value,
    hidden: [...hiddenCategories.value],
    filters: filters.value,
    spherize: spherize.value,
    method: method.value,
    layouts: rememberedLayouts.value,
    uncentred: pcaUncentred.value,
    components: pcaComponents.value,
    selection: selection.value,
    isolations: isolations.value,
    metric: metric.value,
    neighbors: neighborCount.value,
    search: searchText.value,
    regex: searchRegex.value,
    searchColumn: nameOfColumn(searchColumn.value),
    camera: cameraPose.value,
  };
});

/** The files behind the open data set changed since it was read. */
export const newVersionOnDisk = computed(() => {
  const data = dataset.value;
  const tensor = currentTensor.value;
  return data !== null && tensor !== null && tensor.name === data.tensor && openedVersion.value !== tensor.version;
});

/**
 * Shows an opened data set: as it was looked at before if it is the same one anew, else as its remembered view says. One with the
 * same id has the same content, and what is known of it stays.
 */
export function showDataset(next: Dataset, version: string): void {
  const open = dataset.peek();
  if (open?.id === next.id || (open !== null && hasSameRows(open, next))) {
    batch(() => {
      // Matches that were there before were selected then; the person may have chosen something else since.
      searchSelects.value &&= searchResult.peek().state !== 'done';
      columnFailures.value = new Map();
      if (open.id !== next.id) {
        // Layouts are of the vectors before; their points stay until there are newer ones.
        forgetRuns();
        spanAxesAgain();
      }
      if (open.id === next.id && open.metadataVersion !== next.metadataVersion) {
        // Edited meanwhile, on another page.
        takeMetadata(next, null);
      } else {
        dataset.value = next;
      }
      openedVersion.value = version;
      opening.value = { state: 'ready' };
    });
    return;
  }
  const before = currentView.peek();
  const same = before !== null && before.run === next.run && before.tensor === next.tensor;
  const remembered = new Map(rememberedViews.peek());
  const view = same ? before : (remembered.get(nextDataset) ?? remembered.get(viewKey(next.run, next.tensor)) ?? {});
  batch(() => {
    if (remembered.delete(nextDataset)) {
      rememberedViews.value = remembered;
    }
    // Points never stand for other rows than their own, not even for a moment.
    const keepsPoints = same && open?.rows === next.rows && positions.peek()?.rows === next.rows;
    forgetPositions(keepsPoints);
    if (!keepsPoints) {
      forgetSeenSteps();
    }
    forgetRuns();
    if (!keepsPoints) {
      pcaResult.value = null;
    }
    if (!same) {
      cameraPose.value = null;
      projectionStatus.value = { state: 'none' };
      layoutSettings.value = initialSettings;
    }
    passingRows.value = null;
    columns.value = new Map();
    columnFailures.value = new Map();
    wantedColumns.value = new Set();
    select(RowSet.none);
    searchResult.value = { state: 'idle' };
    dataset.value = next;
    held.value = { run: next.run, tensor: next.tensor };
    openedVersion.value = version;
    opening.value = { state: 'ready' };
    applyView(view, next);
  });
}

/** The next version of the same rows: what was chosen, found and labelled holds for it too. */
function hasSameRows(open: Dataset, next: Dataset): boolean {
  return (
    open.run === next.run &&
    open.tensor === next.tensor &&
    open.rows === next.rows &&
    open.columns === next.columns &&
    open.metadataVersion === next.metadataVersion
  );
}

/** Shows no data set: the chosen tensor cannot be shown. Nothing of the one before stays on the map under its name. */
export function closeDataset(): void {
  batch(() => {
    select(RowSet.none);
    isolations.value = [];
    searchResult.value = { state: 'idle' };
    projectionStatus.value = { state: 'none' };
    pcaResult.value = null;
    forgetPositions(false);
    forgetSeenSteps();
    forgetRuns();
    held.value = null;
    passingRows.value = null;
    columns.value = new Map();
    openedVersion.value = null;
    dataset.value = null;
  });
}

/** Looks at the open data set as `view` says; what it leaves open gets the default, what does not fit is left out. */
export function applyView(view: Partial<View>, data: Dataset): void {
  const columnNamed = (name: string | null | undefined): number | null =>
    data.metadata.find((column) => column.name === name)?.index ?? null;
  const fits = (row: number): boolean => row < data.rows;
  batch(() => {
    labelBy.value = columnNamed(view.label) ?? data.defaultLabel;
    labelling.value = view.labelling ?? 'some';
    setLabelSize(view.labelSize ?? labelSizes.normal);
    showSprites.value = view.images ?? true;
    const named = columnNamed(view.color);
    colorBy.value = named === null && view.color !== null ? defaultColorColumn(data.metadata, labelBy.peek()) : named;
    colorMeasure.value = view.quality ?? null;
    colorMode.value = view.colorMode ?? null;
    colorScale.value = view.scale ?? defaultScale;
    ownColors.value = view.ownColors ?? [];
    hiddenCategories.value = new Set(view.hidden ?? []);
    filters.value = view.filters ?? [];
    spherize.value = view.spherize ?? data.defaultSpherize;
    pcaUncentred.value = view.uncentred ?? false;
    setComponents(fittingComponents(view.components ?? [0, 1, 2], data));
    restoreLayouts(view.layouts ?? {});
    chooseMethod(view.method ?? 'pca');
    metric.value = view.metric ?? data.defaultMetric;
    setNeighborCount(view.neighbors ?? 100);
    searchSelects.value = view.selection === undefined;
    searchText.value = view.search ?? '';
    searchRegex.value = view.regex ?? false;
    searchColumn.value = columnNamed(view.searchColumn);
    select(view.selection?.below(data.rows) ?? RowSet.none);
    isolations.value = (view.isolations ?? [])
      .map((rows) => Int32Array.from(rows).filter(fits).sort())
      .filter((rows) => rows.length > 0);
    wantedPose.value = view.camera ?? null;
  });
}

/** Follows an address: another tensor is opened with the view, the open one takes it at once. */
export function goTo(view: Partial<View>): void {
  const { run, tensor } = view;
  batch(() => {
    if (run !== undefined && tensor !== undefined) {
      remember(viewKey(run, tensor), view);
    } else {
      remember(nextDataset, view);
    }
    if (run !== undefined) {
      chosenRun.value = run;
    }
    if (run !== undefined || tensor !== undefined) {
      chosenTensor.value = tensor ?? null;
    }
    const data = dataset.peek();
    if (data !== null && data.run === (run ?? data.run) && data.tensor === (tensor ?? data.tensor)) {
      applyView(view, data);
    }
  });
}

function remember(key: string, view: Partial<View>): void {
  rememberedViews.value = new Map(rememberedViews.peek()).set(key, view);
}
