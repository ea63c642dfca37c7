import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { viewDimensions } from '../../src/state/camera';
import { dataset } from '../../src/state/dataset';
import { setSettings, valueOf } from '../../src/state/layouts';
import { methods } from '../../src/state/methods';
import { chooseMethod, positions, positionsArrived, shownMethod } from '../../src/state/projection';
import {
  canGoOn,
  changeParameter,
  goOn,
  jobs,
  needsRun,
  recallRun,
  runs,
  startRun,
  waitsForNextRun,
  wish,
} from '../../src/state/runs';
import { setConnection } from '../../src/state/workspace';
import { watchMethods } from '../../src/wire/methods';
import { watchCommands } from '../../src/wire/runCommands';
import { watchRuns } from '../../src/wire/runs';
import { datasetOf } from '../support/dataset';
import { everyMethod, points } from '../support/methods';
import { resetState } from '../support/reset';
import { FakeServer } from '../support/server';
import { stepOf, stepsOf } from '../support/steps';
import { FakeSocket } from '../support/socket';

let server: FakeServer;
let drawn: (() => void)[] = [];
let stops: (() => void)[] = [];

const running = {
  id: 'r1',
  dataset: 'd1',
  method: 'tsne',
  state: 'running',
  stage: 'neighbors',
  progress: 0.1,
  iteration: 0,
  secondsLeft: 4,
  notes: [],
  dimensions: 3,
  seed: 42,
  spherize: false,
  parameters: { perplexity: '30', iterations: '750' },
  live: ['perplexity', 'iterations', 'supervise'],
  message: null,
};

/** It is done, its memory was given back, and it cannot go on. */
const closed = { ...running, state: 'done', progress: 1, live: [] };
/** It is done and can go on. */
const resting = { ...running, state: 'done', progress: 1, iteration: 750 };

beforeEach(() => {
  resetState();
  server = new FakeServer();
  server.install();
  FakeSocket.install();
  drawn = [];
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => drawn.push(draw));
  methods.value = everyMethod;
  dataset.value = datasetOf();
  chooseMethod('tsne');
  stops = [watchCommands(), watchRuns()];
});

afterEach(() => {
  stops.forEach((stop) => stop());
  vi.unstubAllGlobals();
});

/** A run of t-SNE that is being listened to. */
async function started(answer: object = running): Promise<FakeSocket> {
  startRun('tsne');
  (await server.question('api/datasets/d1/projections')).answer({ id: 'r1' }, 202);
  (await server.question('api/projections/r1')).answer(answer);
  return FakeSocket.open();
}

it('asks the server which methods there are', async () => {
  methods.value = null;
  stops.push(watchMethods());
  (await server.question('api/projections')).answer(everyMethod);
  await vi.waitFor(() => expect(methods.value).toHaveLength(4));
});

describe('opening a tab', () => {
  it('starts nothing, and shows the last positions of its method', async () => {
    const [pca, tsne] = [3, 2].map((dimensions) => ({
      dimensions: dimensions as 2 | 3,
      rows: 10,
      values: new Float32Array(10 * dimensions),
      axes: [],
    }));
    positionsArrived('pca', pca as never);
    expect(positions.value, 't-SNE has none yet').toBe(pca);
    positionsArrived('tsne', tsne as never);
    expect([positions.value, shownMethod.value, viewDimensions.value]).toEqual([tsne, 'tsne', 2]);
    chooseMethod('umap');
    expect(positions.value, 'UMAP has none yet').toBe(tsne);
    chooseMethod('pca');
    expect([positions.value, shownMethod.value, viewDimensions.value]).toEqual([pca, 'pca', 3]);
    await Promise.resolve();
    expect(server.asked).toEqual([]);
  });
});

describe('a run', () => {
  it('is asked for with what was chosen alone', async () => {
    setSettings('tsne', { dimensions: 2, seed: 7 });
    changeParameter('tsne', 'perplexity', '50');
    changeParameter('tsne', 'supervise', '20');
    startRun('tsne');
    const post = await server.question('api/datasets/d1/projections');
    expect(post.method).toBe('POST');
    expect(post.body, 'without a column nothing supervises').toEqual({
      method: 'tsne',
      dimensions: 2,
      seed: 7,
      spherize: false,
      parameters: { perplexity: '50' },
    });
  });

  it('shows each frame, and asks for the next one only when it is drawn', async () => {
    const socket = await started();
    expect(socket.address.href).toBe('ws://127.0.0.1:6006/maps/api/projections/r1/stream');
    socket.receive({ ...running, stage: 'optimisation', progress: 0.5, iteration: 120 });
    socket.receive(points(10, 3, 1));
    expect(positions.value?.values[0]).toBe(1);
    expect(positions.value?.axes).toEqual(['t-SNE 1', 't-SNE 2', 't-SNE 3']);
    expect(runs.value.get('tsne')).toMatchObject({ stage: 'optimisation', iteration: 120, secondsLeft: 4 });
    expect(socket.sent).toEqual([]);
    drawn.forEach((draw) => draw());
    expect(socket.sent).toEqual(['ack']);
  });

  it('ends with its last positions and its notes', async () => {
    const socket = await started();
    socket.receive(closed);
    socket.close();
    const last = await server.question('api/projections/r1', 1);
    last.answer({ ...closed, notes: ['Neighbors are approximate.'] });
    (await server.question('api/projections/r1/steps/positions')).answer(points(10, 3, 9));
    (await server.question('api/projections/r1/steps', 1)).answer(stepsOf([stepOf(1)]));
    await vi.waitFor(() => expect(positions.value?.values[0]).toBe(9));
    expect(runs.value.get('tsne')?.notes).toEqual(['Neighbors are approximate.']);
    expect(jobs.value).toEqual([]);
  });

  it('goes on in the bar while another tab is open, and leaves the map to it', async () => {
    const socket = await started();
    const pca = { dimensions: 3, rows: 10, values: new Float32Array(30), axes: [] };
    positionsArrived('pca', { ...pca, dimensions: 3 });
    chooseMethod('pca');
    socket.receive(points(10, 2, 5));
    expect(shownMethod.value).toBe('pca');
    expect(jobs.value.map(({ method }) => method)).toEqual(['tsne']);
    chooseMethod('tsne');
    expect([positions.value?.dimensions, viewDimensions.value, positions.value?.values[0]]).toEqual([2, 2, 5]);
  });

  it('is listened to again when the connection broke', async () => {
    const socket = await started();
    socket.close();
    const again = await vi.waitFor(() => server.question('api/projections/r1', 1), { timeout: 3000 });
    again.answer({ ...running, progress: 0.7 });
    await FakeSocket.open(1);
    expect(runs.value.get('tsne')?.progress).toBe(0.7);
  });

  it('that was refused says why', async () => {
    startRun('tsne');
    const post = await server.question('api/datasets/d1/projections');
    post.answer({ message: 'perplexity = 900 is too large for 10 rows.', remedy: 'At most 3.' }, 400);
    await vi.waitFor(() =>
      expect(runs.value.get('tsne')).toMatchObject({
        state: 'failed',
        message: 'perplexity = 900 is too large for 10 rows. At most 3.',
      }),
    );
  });

  it('that failed without positions says why', async () => {
    const failed = { ...running, state: 'failed', live: [], message: 'Every row is the same.' };
    startRun('tsne');
    (await server.question('api/datasets/d1/projections')).answer({ id: 'r1' }, 202);
    (await server.question('api/projections/r1')).answer(failed);
    (await server.question('api/projections/r1/positions')).answer({ message: 'None.', remedy: null }, 409);
    await vi.waitFor(() => expect(runs.value.get('tsne')?.message).toBe('Every row is the same.'));
    expect(runs.value.get('tsne')?.state).toBe('failed');
  });
});

async function answered(what: string): Promise<void> {
  const asked = await server.question(`api/projections/r1/${what}`);
  expect(asked.method).toBe('POST');
  asked.answer({});
}

describe('steering', () => {
  it('pauses, goes on, perturbs, stops and cancels', async () => {
    await started();
    for (const what of ['pause', 'resume', 'perturb', 'stop'] as const) {
      wish('tsne', what);
    }
    wish('tsne', 'cancel');
    await answered('pause');
    await answered('resume');
    await answered('perturb');
    await answered('stop');
    await vi.waitFor(() => expect(server.asked.at(-1)).toMatchObject({ method: 'DELETE', path: 'api/projections/r1' }));
  });

  it('sends a value that the run can take, the newest alone', async () => {
    await started();
    changeParameter('tsne', 'perplexity', '40');
    changeParameter('tsne', 'perplexity', '50');
    expect(needsRun('tsne'), 'the run takes it').toBe(false);
    const patch = await server.question('api/projections/r1/parameters');
    expect([patch.method, patch.body]).toEqual(['PATCH', { perplexity: '50' }]);
    patch.answer({});
    await vi.waitFor(() => expect(runs.value.get('tsne')?.request?.parameters['perplexity']).toBe('50'));
    expect(server.asked.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  it('keeps what a run cannot take for the next one', async () => {
    await started();
    changeParameter('tsne', 'supervise_by', 'kind');
    changeParameter('tsne', 'supervise', '10');
    setSettings('tsne', { dimensions: 2 });
    expect(needsRun('tsne')).toBe(true);
    startRun('tsne');
    const gone = await vi.waitFor(() => {
      const found = server.asked.find(({ method }) => method === 'DELETE');
      expect(found?.path, 'the one before gives way').toBe('api/projections/r1');
      return found;
    });
    gone?.answer({});
    const post = await server.question('api/datasets/d1/projections', 1);
    expect(post.body).toMatchObject({ dimensions: 2, parameters: { supervise_by: 'kind', supervise: '10' } });
    expect(server.asked.some(({ method }) => method === 'PATCH')).toBe(false);
  });

  it('says of what a run cannot take that the next one will', async () => {
    await started();
    expect(['perplexity', 'metric'].map((name) => waitsForNextRun('tsne', name))).toEqual([false, true]);
  });

  it('shows what another page changed, save where this one has something else in mind', async () => {
    const socket = await started();
    socket.receive({ ...running, parameters: { perplexity: '44', iterations: '750' } });
    expect(valueOf('tsne', 'perplexity')).toBe('44');
    changeParameter('tsne', 'perplexity', '50');
    const patch = await server.question('api/projections/r1/parameters');
    changeParameter('tsne', 'perplexity', '44');
    socket.receive({ ...running, parameters: { perplexity: '50', iterations: '750' } });
    expect(valueOf('tsne', 'perplexity'), 'the slider was moved on meanwhile').toBe('44');
    patch.answer({});
  });

  it('a run that is done goes on until it is stopped when it is resumed', async () => {
    const socket = await started();
    socket.receive(points(10, 3, 2));
    socket.receive(resting);
    expect(canGoOn(runs.value.get('tsne'))).toBe(true);
    goOn('tsne');
    const patch = await server.question('api/projections/r1/parameters');
    expect(patch.body).toEqual({ iterations: '0' });
    patch.answer({});
    await answered('resume');
    socket.receive({ ...running, iteration: 760, parameters: { perplexity: '30', iterations: '0' } });
    expect(jobs.value).toHaveLength(1);
    expect(valueOf('tsne', 'iterations'), 'the next run has its usual length').toBe('750');
    expect(needsRun('tsne')).toBe(false);
  });

  it('a run that was stopped early goes on to its end', async () => {
    const socket = await started();
    socket.receive({ ...resting, iteration: 300, message: 'Stopped at iteration 300.' });
    goOn('tsne');
    await answered('resume');
    expect(server.asked.some(({ method }) => method === 'PATCH')).toBe(false);
  });

  it('says why a value was refused, and the run goes on', async () => {
    await started();
    changeParameter('tsne', 'perplexity', '-3');
    const patch = await server.question('api/projections/r1/parameters');
    patch.answer({ message: 'perplexity = -3 is below 2.', remedy: null }, 400);
    await vi.waitFor(() =>
      expect(runs.value.get('tsne')).toMatchObject({ state: 'running', problem: 'perplexity = -3 is below 2.' }),
    );
  });
});

describe('a remembered run', () => {
  it('is found again and followed, without starting anything', async () => {
    recallRun('tsne', 'r1');
    (await server.question('api/projections/r1')).answer(running);
    (await FakeSocket.open()).receive(points(10, 3, 2));
    expect(positions.value?.values[0]).toBe(2);
    expect(server.asked.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('shows the values that it has by now', async () => {
    recallRun('tsne', 'r1');
    (await server.question('api/projections/r1')).answer({ ...running, parameters: { perplexity: '61' } });
    await vi.waitFor(() => expect(valueOf('tsne', 'perplexity')).toBe('61'));
    expect(needsRun('tsne')).toBe(false);
  });

  it('that can go on is listened to, for another page may let it', async () => {
    recallRun('tsne', 'r1');
    (await server.question('api/projections/r1')).answer(resting);
    const socket = await FakeSocket.open();
    socket.receive({ ...running, iteration: 800 });
    expect(jobs.value.map(({ run }) => run.iteration)).toEqual([800]);
  });

  it.each([
    ['is gone', { message: 'Unknown run.', remedy: null }, 404],
    ['is of other data', { ...running, dataset: 'd2' }, 200],
    ['is of another method', { ...running, method: 'umap' }, 200],
  ])('is forgotten when it %s', async (_, body, status) => {
    recallRun('tsne', 'r1');
    (await server.question('api/projections/r1')).answer(body, status);
    await vi.waitFor(() => expect(runs.value.has('tsne')).toBe(false));
    expect(server.asked).toHaveLength(1);
  });

  it('is asked for again when the server is back', async () => {
    await started();
    setConnection('gone');
    setConnection('live');
    (await server.question('api/projections/r1', 1)).answer({ message: 'Unknown run.', remedy: null }, 404);
    await vi.waitFor(() => expect(runs.value.has('tsne')).toBe(false));
  });
});
