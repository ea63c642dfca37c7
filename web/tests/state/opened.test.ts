import { beforeEach, describe, expect, it } from 'vitest';
import { RowSet } from '../../src/state/rowSet';
import { colorBy, hiddenCategories, labelBy } from '../../src/state/appearance';
import { viewDimensions, wantedPose } from '../../src/state/camera';
import { dataset } from '../../src/state/dataset';
import { currentView, goTo, newVersionOnDisk, rememberedViews, showDataset, viewKey } from '../../src/state/opened';
import { layoutSettings } from '../../src/state/layouts';
import {
  chooseMethod,
  method,
  pcaComponents,
  positions,
  positionsArrived,
  shownMethod,
  spherize,
} from '../../src/state/projection';
import { commands, runs, setRun } from '../../src/state/runs';
import { searchSelects, searchText } from '../../src/state/search';
import { isolated, metric, neighborCount, select, selection } from '../../src/state/selection';
import { chosenRun, chosenTensor, workspace } from '../../src/state/workspace';
import { datasetOf, tensorOf, workspaceOf } from '../support/dataset';
import { resetState } from '../support/reset';

beforeEach(resetState);

describe('goTo', () => {
  it('gives a view that names no tensor to the next data set that opens, and to that one alone', () => {
    goTo({ color: 'kind', selection: RowSet.of([3]) });
    showDataset(datasetOf({ tensor: 'first' }), 'v1');
    expect([...selection.value]).toEqual([3]);
    showDataset(datasetOf({ id: 'other', tensor: 'second' }), 'v1');
    expect([...selection.value]).toEqual([]);
  });

  it('chooses a run that is named without its tensor', () => {
    goTo({ run: 'train' });
    expect(chosenRun.value).toBe('train');
    expect(chosenTensor.value).toBeNull();
  });
});

describe('showDataset', () => {
  it('starts a data set that was never seen with the defaults', () => {
    showDataset(datasetOf({ defaultSpherize: true }), 'v1');
    expect(labelBy.value).toBe(0);
    expect(colorBy.value).toBe(1);
    expect(spherize.value).toBe(true);
    expect(pcaComponents.value).toEqual([0, 1, 2]);
  });

  it('lists neighbors by the distance that the file states, unless a view says another', () => {
    showDataset(datasetOf({ id: 'measured', defaultMetric: 'euclidean' }), 'v1');
    expect(metric.value).toBe('euclidean');
    goTo({ metric: 'cosine' });
    expect(metric.value).toBe('cosine');
  });

  it('opens a flat map when there are two columns', () => {
    showDataset(datasetOf({ columns: 2 }), 'v1');
    expect(pcaComponents.value).toEqual([0, 1, null]);
    expect(viewDimensions.value).toBe(2);
  });

  it('brings back the remembered view, by the names of the columns', () => {
    const camera = { orthographic: false, position: [1, 2, 3], target: [0, 0, 0], zoom: 1 } as const;
    const view = {
      color: 'kind',
      label: 'kind',
      hidden: ['noun'],
      selection: RowSet.of([4, 2, 99]),
      isolations: [[9, 1, 12]],
      metric: 'euclidean',
      neighbors: 20,
      search: 'x',
      components: [2, 1, null],
      camera: { ...camera, position: [1, 2, 3], target: [0, 0, 0] },
    } as const;
    rememberedViews.value = new Map([[viewKey('.', 'words'), view as never]]);
    showDataset(datasetOf(), 'v1');
    expect(labelBy.value).toBe(1);
    expect(colorBy.value).toBe(1);
    expect([...hiddenCategories.value]).toEqual(['noun']);
    expect([...selection.value], 'rows beyond the last are left out').toEqual([4, 2]);
    expect([...(isolated.value ?? [])]).toEqual([1, 9]);
    expect([metric.value, neighborCount.value, searchText.value]).toEqual(['euclidean', 20, 'x']);
    expect(searchSelects.value, 'the restored selection is not replaced by the restored search').toBe(false);
    expect(pcaComponents.value).toEqual([2, 1, null]);
    expect(wantedPose.value).toEqual(camera);
  });

  it('brings back the method with its settings and looks for its run, and starts nothing', () => {
    const layouts = { umap: { dimensions: 2, seed: 7, run: 'r1', parameters: { neighbors: '30' } } } as const;
    rememberedViews.value = new Map([[viewKey('.', 'words'), { method: 'umap', layouts }]]);
    showDataset(datasetOf(), 'v1');
    expect(method.value).toBe('umap');
    expect(layoutSettings.value.umap).toEqual({ dimensions: 2, seed: 7, parameters: { neighbors: '30' } });
    expect(runs.value.get('umap')).toMatchObject({ id: 'r1', state: 'recalled' });
    expect(commands.value).toEqual([]);
    expect(currentView.value?.layouts).toEqual(layouts);
    showDataset(datasetOf({ id: 'other', tensor: 'second' }), 'v1');
    expect([method.value, runs.value.size, layoutSettings.value.umap.seed], 'another data set').toEqual(['pca', 0, 42]);
  });

  it('does not take the progress of a run for a change of the view', () => {
    showDataset(datasetOf(), 'v1');
    setRun('tsne', { id: 'r1', state: 'running', progress: 0.1 });
    const before = currentView.value;
    setRun('tsne', { progress: 0.2 });
    expect(currentView.value).toBe(before);
  });

  it('forgets the run of an older version, and keeps its points until the same method has newer ones', () => {
    showDataset(datasetOf(), 'v1');
    chooseMethod('tsne');
    positionsArrived('tsne', { dimensions: 2, rows: 10, values: new Float32Array(20), axes: ['', ''] });
    showDataset(datasetOf({ id: 'd2' }), 'v2');
    expect(positions.value).toMatchObject({ dimensions: 2 });
    positionsArrived('pca', { dimensions: 3, rows: 10, values: new Float32Array(30), axes: ['', '', ''] });
    expect([shownMethod.value, positions.value?.dimensions], 'PCA does not take the place of t-SNE').toEqual([
      'tsne',
      2,
    ]);
    expect(runs.value.size).toBe(0);
  });

  it('keeps the view when a new version of the same tensor is shown, and drops points of other rows', () => {
    showDataset(datasetOf(), 'v1');
    positions.value = { dimensions: 2, rows: 10, values: new Float32Array(20), axes: ['', ''] };
    select([8, 1]);
    colorBy.value = null;
    showDataset(datasetOf({ id: 'd2', rows: 5 }), 'v2');
    expect(colorBy.value, 'no colour was a choice').toBeNull();
    expect([...selection.value]).toEqual([1]);
    expect(positions.value).toBeNull();
  });

  it('shows a view whose columns are gone with the defaults instead', () => {
    rememberedViews.value = new Map([[viewKey('.', 'words'), { label: 'gone', color: 'gone', components: [7, 8, 9] }]]);
    showDataset(datasetOf(), 'v1');
    expect(labelBy.value).toBe(0);
    expect(colorBy.value).not.toBeNull();
    expect(pcaComponents.value).toEqual([0, 1, 2]);
  });
});

describe('goTo', () => {
  it('applies to the open data set at once', () => {
    showDataset(datasetOf(), 'v1');
    goTo({ run: '.', tensor: 'words', selection: RowSet.of([3]) });
    expect([...selection.value]).toEqual([3]);
  });

  it('keeps the view for a tensor that is to be opened', () => {
    showDataset(datasetOf(), 'v1');
    goTo({ run: '.', tensor: 'others', selection: RowSet.of([3]) });
    expect([...selection.value]).toEqual([]);
    expect(chosenTensor.value).toBe('others');
    showDataset(datasetOf({ id: 'd2', tensor: 'others' }), 'v1');
    expect([...selection.value]).toEqual([3]);
  });
});

it('a view that was shown can be shown again from what currentView said', () => {
  showDataset(datasetOf(), 'v1');
  select([5, 6]);
  const said = currentView.value;
  dataset.value = null;
  resetState();
  goTo(said ?? {});
  showDataset(datasetOf(), 'v1');
  expect(currentView.value).toEqual(said);
});

it('newVersionOnDisk turns true when the files behind the shown tensor change, and false once it is shown', () => {
  workspace.value = workspaceOf([tensorOf('words')]);
  showDataset(datasetOf(), 'v1');
  expect(newVersionOnDisk.value).toBe(false);
  workspace.value = workspaceOf([tensorOf('words', { version: 'v2' })], { version: 'w2' });
  expect(newVersionOnDisk.value).toBe(true);
  showDataset(datasetOf(), 'v2');
  expect(newVersionOnDisk.value).toBe(false);
});
