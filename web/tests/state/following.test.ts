import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { columns, followChanges, openRequests, type ColumnData } from '../../src/state/dataset';
import { startDerivations } from '../../src/state/derivations';
import { brokenVersion, layOutNewVersion, newerVersion } from '../../src/state/following';
import { showDataset } from '../../src/state/opened';
import { positions, positionsArrived, shownMethod, chooseMethod } from '../../src/state/projection';
import { commands, runs, setRun } from '../../src/state/runs';
import { neighbors, select, selection } from '../../src/state/selection';
import { currentTensor, workspace, type TensorEntry } from '../../src/state/workspace';
import { datasetOf, tensorOf, workspaceOf } from '../support/dataset';
import { resetState } from '../support/reset';

const places = { dimensions: 3, rows: 10, values: new Float32Array(30), axes: [] } as const;
const broken = { severity: 'error', message: 'Cut at byte 7.', remedy: null, path: null } as const;

let stop: () => void;

function onDisk(...tensors: TensorEntry[]): void {
  workspace.value = workspaceOf(tensors, { version: JSON.stringify(tensors) });
}

beforeEach(() => {
  resetState();
  onDisk(tensorOf('words'));
  showDataset(datasetOf(), 'v1');
  positionsArrived('pca', places as never);
  stop = startDerivations();
});

afterEach(() => stop());

describe('a new version', () => {
  it('is opened by itself, once', () => {
    const before = openRequests.value;
    onDisk(tensorOf('words', { version: 'v2' }));
    onDisk(tensorOf('words', { version: 'v2', step: 7 }));
    expect(openRequests.value).toBe(before + 1);
  });

  it('waits when it is not followed', () => {
    followChanges.value = false;
    const before = openRequests.value;
    onDisk(tensorOf('words', { version: 'v2' }));
    expect([openRequests.value, newerVersion.value]).toEqual([before, true]);
  });

  it('of the same rows and labels leaves selection, neighbors, columns and points as they are', () => {
    const column = { codes: new Int32Array(10) } as ColumnData;
    columns.value = new Map([[0, column]]);
    select([3]);
    neighbors.value = [{ row: 1, distance: 0.5 }];
    showDataset(datasetOf({ id: 'd2', step: 2 }), 'v2');
    expect([...selection.value]).toEqual([3]);
    expect(neighbors.value).toHaveLength(1);
    expect(columns.value.get(0)).toBe(column);
    expect(positions.value).toBe(places);
  });

  it('with other labels fetches the columns anew and keeps the selection', () => {
    columns.value = new Map([[0, { codes: new Int32Array(10) } as ColumnData]]);
    select([3]);
    showDataset(datasetOf({ id: 'd2', metadataVersion: 'm2' }), 'v2');
    expect([columns.value.size, [...selection.value]]).toEqual([0, [3]]);
  });

  it('that cannot be read is not opened, and what is wrong is said', () => {
    const before = openRequests.value;
    onDisk(tensorOf('words', { version: 'v2', problems: [broken] }));
    expect([openRequests.value, newerVersion.value, brokenVersion.value]).toEqual([before, false, 'Cut at byte 7.']);
  });

  it('whose file is gone for a moment lets no other tensor take its place', () => {
    onDisk(tensorOf('others'));
    expect([currentTensor.value, brokenVersion.value]).toEqual([null, '"words" is not on the disk any more.']);
    onDisk(tensorOf('others'), tensorOf('words', { version: 'v3' }));
    expect([currentTensor.value?.name, brokenVersion.value]).toEqual(['words', null]);
  });
});

describe('a layout that takes its time', () => {
  beforeEach(() => {
    positionsArrived('umap', places as never);
    chooseMethod('umap');
    setRun('umap', { id: 'u1', state: 'done' });
  });

  it('is not computed anew unasked', () => {
    const before = openRequests.value;
    onDisk(tensorOf('words', { version: 'v2' }));
    expect([shownMethod.value, openRequests.value, newerVersion.value]).toEqual(['umap', before, true]);
  });

  it('goes on from its points when it is asked to', () => {
    onDisk(tensorOf('words', { version: 'v2' }));
    layOutNewVersion();
    expect(commands.value).toEqual([]);
    showDataset(datasetOf({ id: 'd2' }), 'v2');
    expect(commands.value).toMatchObject([{ kind: 'start', method: 'umap', request: { start: 'u1' } }]);
    expect([shownMethod.value, runs.value.get('umap')?.state]).toEqual(['umap', 'starting']);
  });

  it('that is at work is stopped first, and its points are where the next one begins', () => {
    setRun('umap', { id: 'u1', state: 'running' });
    onDisk(tensorOf('words', { version: 'v2' }));
    layOutNewVersion();
    expect(commands.value).toEqual([{ kind: 'wish', method: 'umap', id: 'u1', wish: 'stop' }]);
  });
});
