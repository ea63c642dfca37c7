import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dataset, opening, openRequests, reopen } from '../../src/state/dataset';
import { startDerivations } from '../../src/state/derivations';
import {
  pcaComponents,
  pcaResult,
  positions,
  projectionStatus,
  setComponents,
  spherize,
} from '../../src/state/projection';
import { searchResult, setSearch } from '../../src/state/search';
import {
  neighborCount,
  neighbors,
  neighborsBusy,
  neighborsNote,
  rowCard,
  select,
  selection,
  setMetric,
} from '../../src/state/selection';
import { chooseTensor, setConnection, workspace } from '../../src/state/workspace';
import { watchReturn, watchTensor } from '../../src/wire/datasets';
import { watchNeighbors } from '../../src/wire/neighbors';
import { watchPca, watchPositions } from '../../src/wire/projections';
import { watchRow } from '../../src/wire/rows';
import { watchSearch } from '../../src/wire/search';
import { datasetOf, tensorOf, workspaceOf } from '../support/dataset';
import { resetState } from '../support/reset';
import { FakeServer } from '../support/server';
import { stepOf, stepsOf } from '../support/steps';

let server: FakeServer;
let stops: (() => void)[] = [];

function watch(...watches: (() => () => void)[]): void {
  stops.push(...watches.map((start) => start()));
}

/** An `EPP1` answer with every row at the origin. */
function points(rows: number, dimensions: number): ArrayBuffer {
  const buffer = new ArrayBuffer(16 + 4 * rows * dimensions);
  new Uint8Array(buffer).set(new TextEncoder().encode('EPP1'));
  new DataView(buffer).setUint32(4, rows, true);
  new DataView(buffer).setUint32(8, dimensions, true);
  return buffer;
}

beforeEach(() => {
  resetState();
  server = new FakeServer();
  server.install();
  stops = [startDerivations()];
});

afterEach(() => {
  stops.forEach((stop) => stop());
  vi.unstubAllGlobals();
});

describe('opening', () => {
  it('shows the progress, then the data set', async () => {
    workspace.value = workspaceOf([tensorOf('words')]);
    watch(watchTensor);
    const post = await server.question('api/datasets');
    expect([post.method, post.body]).toEqual(['POST', { run: '.', tensor: 'words' }]);
    post.answer({ id: 'd1', state: 'loading', stage: 'reading vectors', progress: 0.4 }, 202);
    const wait = await server.question('api/datasets/d1?wait=');
    expect(opening.value).toEqual({ state: 'loading', stage: 'reading vectors', progress: 0.4 });
    wait.answer({ ...datasetOf(), state: 'ready' });
    await vi.waitFor(() => expect(dataset.value?.id).toBe('d1'));
    expect(opening.value.state).toBe('ready');
  });

  it('asks nothing when the workspace comes anew with the same tensor', async () => {
    workspace.value = workspaceOf([tensorOf('words')]);
    watch(watchTensor);
    (await server.question('api/datasets')).answer({ ...datasetOf(), state: 'ready' });
    await vi.waitFor(() => expect(opening.value.state).toBe('ready'));
    workspace.value = workspaceOf([tensorOf('words', { version: 'v2' })], { version: 'w2' });
    reopen();
    await server.question('api/datasets', 1);
    expect(server.asked).toHaveLength(2);
  });

  it('lets the answer for a tensor die that was left meanwhile', async () => {
    workspace.value = workspaceOf([tensorOf('words'), tensorOf('others')]);
    watch(watchTensor);
    const slow = await server.question('api/datasets');
    chooseTensor('others');
    const quick = await server.question('api/datasets', 1);
    quick.answer({ ...datasetOf({ id: 'd2', tensor: 'others' }), state: 'ready' });
    await vi.waitFor(() => expect(dataset.value?.id).toBe('d2'));
    slow.answer({ ...datasetOf(), state: 'ready' });
    await Promise.resolve();
    expect(dataset.value?.id).toBe('d2');
  });

  it('opens again when the server is back, and asks anew what failed meanwhile', async () => {
    workspace.value = workspaceOf([tensorOf('words')]);
    watch(watchTensor, watchReturn, watchNeighbors);
    (await server.question('api/datasets')).answer({ ...datasetOf(), state: 'ready' });
    await vi.waitFor(() => expect(opening.value.state).toBe('ready'));
    setConnection('gone');
    select([3]);
    (await server.question('api/datasets/d1/neighbors')).answer({ message: 'gone', remedy: null }, 500);
    await vi.waitFor(() => expect(neighborsNote.value).toBe('gone'));
    setConnection('live');
    (await server.question('api/datasets', 2)).answer({ ...datasetOf(), state: 'ready' });
    const again = await server.question('api/datasets/d1/neighbors', 1);
    again.answer({ row: 3, metric: 'cosine', neighbors: [{ row: 1, distance: 0 }], note: null });
    await vi.waitFor(() => expect(neighbors.value).toHaveLength(1));
    expect([...selection.value]).toEqual([3]);
    expect(neighborsNote.value).toBeNull();
  });

  it('keeps message and remedy of what cannot be opened', async () => {
    workspace.value = workspaceOf([tensorOf('words')]);
    watch(watchTensor);
    const post = await server.question('api/datasets');
    post.answer({ message: 'Line 3 has 4 values; line 1 has 5.', remedy: 'Mend line 3.' }, 422);
    await vi.waitFor(() =>
      expect(opening.value).toEqual({
        state: 'failed',
        message: 'Line 3 has 4 values; line 1 has 5.',
        remedy: 'Mend line 3.',
      }),
    );
  });

  it('takes the points of the tensor before off the map when the next one cannot be opened', async () => {
    workspace.value = workspaceOf([tensorOf('words'), tensorOf('others')]);
    watch(watchTensor);
    (await server.question('api/datasets')).answer({ ...datasetOf(), state: 'ready' });
    await vi.waitFor(() => expect(dataset.value?.tensor).toBe('words'));
    positions.value = { dimensions: 2, rows: 10, values: new Float32Array(20), axes: ['', ''] };
    chooseTensor('others');
    (await server.question('api/datasets', 1)).answer({ message: 'Cut at byte 7.', remedy: null }, 422);
    await vi.waitFor(() => expect(opening.value.state).toBe('failed'));
    expect([dataset.value, positions.value]).toEqual([null, null]);
  });

  it('does not ask for a tensor that the folder says cannot be shown', () => {
    const problem = { severity: 'error', message: 'No such file.', remedy: 'Write it.', path: null } as const;
    workspace.value = workspaceOf([tensorOf('words', { problems: [problem] })]);
    watch(watchTensor);
    return vi.waitFor(() => {
      expect(opening.value).toEqual({ state: 'failed', message: 'No such file.', remedy: 'Write it.' });
      expect(server.asked).toEqual([]);
    });
  });
});

describe('PCA', () => {
  const done = { id: 'r1', state: 'done', stage: '', progress: 1, secondsLeft: 0, notes: [], message: null };

  it('runs for an opened data set and puts the chosen components on the axes', async () => {
    watch(watchPca, watchPositions);
    dataset.value = datasetOf();
    const post = await server.question('api/datasets/d1/projections');
    expect(post.body).toEqual({ method: 'pca', dimensions: 3, seed: 42, spherize: false, parameters: {} });
    post.answer({ ...done, explainedVariance: [0.5, 0.3, 0.1] });
    (await server.question('api/projections/r1/steps/positions?components=0,1,2')).answer(points(10, 3));
    (await server.question('api/projections/r1/steps?components=0,1,2')).answer(
      stepsOf([stepOf(1, { shares: [0.5, 0.3, 0.1] })]),
    );
    await vi.waitFor(() => expect(positions.value?.axes).toEqual(['PC 1 (50.0%)', 'PC 2 (30.0%)', 'PC 3 (10.0%)']));
    setComponents([1, 0, null]);
    (await server.question('api/projections/r1/steps/positions?components=1,0')).answer(points(10, 2));
    (await server.question('api/projections/r1/steps?components=1,0')).answer(
      stepsOf([stepOf(1, { rotation: [0.8, 0.6, -0.6, 0.8], shares: [0.4, 0.4] })]),
    );
    await vi.waitFor(() => expect(positions.value?.dimensions).toBe(2));
    expect(positions.value?.axes, 'turned axes are no components any more').toEqual([
      'Axis 1 (40.0%)',
      'Axis 2 (40.0%)',
    ]);
    expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('computes again when spherizing changes, and keeps the points meanwhile', async () => {
    watch(watchPca, watchPositions);
    dataset.value = datasetOf();
    (await server.question('api/datasets/d1/projections')).answer({ ...done, explainedVariance: [0.5, 0.3, 0.1] });
    (await server.question('api/projections/r1/steps/positions')).answer(points(10, 3));
    (await server.question('api/projections/r1/steps?')).answer(stepsOf([stepOf(1)]));
    await vi.waitFor(() => expect(positions.value).not.toBeNull());
    spherize.value = true;
    expect((await server.question('api/datasets/d1/projections', 1)).body).toMatchObject({ spherize: true });
    expect(positions.value).not.toBeNull();
  });

  it('shows fewer axes when there are fewer components', async () => {
    watch(watchPca, watchPositions);
    dataset.value = datasetOf();
    (await server.question('api/datasets/d1/projections')).answer({ ...done, explainedVariance: [0.8, 0.2] });
    await server.question('api/projections/r1/steps/positions?components=0,1');
    expect(pcaComponents.value).toEqual([0, 1, null]);
    expect(pcaResult.value?.explainedVariance).toEqual([0.8, 0.2]);
  });

  it('says why it failed', async () => {
    watch(watchPca);
    dataset.value = datasetOf();
    const post = await server.question('api/datasets/d1/projections');
    post.answer({ ...done, state: 'failed', message: 'All rows are the same.', explainedVariance: null });
    await vi.waitFor(() =>
      expect(projectionStatus.value).toEqual({ state: 'failed', message: 'All rows are the same.' }),
    );
  });
});

describe('neighbors', () => {
  it('are asked for one selected row, and only the newest answer counts', async () => {
    watch(watchNeighbors);
    dataset.value = datasetOf();
    select([3]);
    const slow = await server.question('api/datasets/d1/neighbors?row=3');
    select([4]);
    const quick = await server.question('api/datasets/d1/neighbors?row=4&count=100&metric=cosine');
    quick.answer({ row: 4, metric: 'cosine', neighbors: [{ row: 1, distance: 0.25 }], note: 'Row 7 is zero.' });
    await vi.waitFor(() => expect(neighbors.value).toEqual([{ row: 1, distance: 0.25 }]));
    slow.answer({ row: 3, metric: 'cosine', neighbors: [{ row: 9, distance: 0.5 }], note: null });
    await Promise.resolve();
    expect(neighbors.value).toEqual([{ row: 1, distance: 0.25 }]);
    expect([neighborsBusy.value, neighborsNote.value]).toEqual([false, 'Row 7 is zero.']);
  });

  it('follow the metric and the number', async () => {
    watch(watchNeighbors);
    dataset.value = datasetOf();
    select([3]);
    await server.question('api/datasets/d1/neighbors?row=3');
    setMetric('euclidean');
    neighborCount.value = 7;
    const last = await server.question('api/datasets/d1/neighbors?row=3&count=7&metric=euclidean');
    last.answer({ row: 3, metric: 'euclidean', neighbors: [{ row: 5, distance: 2 }], note: null });
    await vi.waitFor(() => expect(neighbors.value).toEqual([{ row: 5, distance: 2 }]));
  });

  it('are not asked for several rows', async () => {
    watch(watchNeighbors, watchRow);
    dataset.value = datasetOf();
    select([3, 4]);
    await vi.waitFor(() => expect(neighborsBusy.value).toBe(false));
    expect(server.asked).toEqual([]);
  });
});

it('the card of the selected row arrives and goes with the selection', async () => {
  watch(watchRow);
  dataset.value = datasetOf();
  select([2]);
  (await server.question('api/datasets/d1/rows/2')).answer({ row: 2, values: [], norm: 1.5 });
  await vi.waitFor(() => expect(rowCard.value?.norm).toBe(1.5));
  select([]);
  expect(rowCard.value).toBeNull();
});

describe('search', () => {
  it('asks once for what was typed fast, and selects the matches', async () => {
    watch(watchSearch);
    dataset.value = datasetOf();
    for (const text of ['h', 'hi', 'hitch cock&']) {
      setSearch({ text });
    }
    const asked = await server.question('api/datasets/d1/search?');
    expect(Object.fromEntries(new URLSearchParams(asked.path.split('?')[1]))).toEqual({
      text: 'hitch cock&',
      regex: 'false',
    });
    asked.answer(Int32Array.of(4, 8).buffer);
    await vi.waitFor(() => expect([...selection.value]).toEqual([4, 8]));
    expect(server.asked).toHaveLength(1);
  });

  it('shows what is wrong with a pattern', async () => {
    watch(watchSearch);
    dataset.value = datasetOf();
    setSearch({ text: '(', regex: true, column: 1 });
    const asked = await server.question('api/datasets/d1/search?text=%28&regex=true&column=1');
    asked.answer({ message: 'Invalid pattern at 1.', remedy: null }, 400);
    await vi.waitFor(() => expect(searchResult.value).toEqual({ state: 'failed', message: 'Invalid pattern at 1.' }));
  });
});

it('a data set that the server lost is opened again, but not over and over', async () => {
  watch(watchRow);
  dataset.value = datasetOf();
  const before = openRequests.value;
  select([1]);
  (await server.question('api/datasets/d1/rows/1')).answer({ message: 'Unknown.', remedy: null }, 404);
  await vi.waitFor(() => expect(openRequests.value).toBe(before + 1));
  select([2]);
  (await server.question('api/datasets/d1/rows/2')).answer({ message: 'Unknown.', remedy: null }, 404);
  await vi.waitFor(() => expect(rowCard.value).toBeNull());
  expect(openRequests.value).toBe(before + 1);
});
