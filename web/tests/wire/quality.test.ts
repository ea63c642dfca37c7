import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pointColors, setColorBy } from '../../src/state/appearance';
import { dataset } from '../../src/state/dataset';
import { startDerivations } from '../../src/state/derivations';
import { coloring } from '../../src/state/legend';
import { pcaResult, positionsArrived } from '../../src/state/projection';
import {
  cancelMeasurement,
  chooseColorMeasure,
  isStale,
  measureMap,
  measurement,
  measurements,
} from '../../src/state/quality';
import { rampSteps } from '../../src/state/ramps';
import { decodePositions } from '../../src/wire/positions';
import { watchQuality } from '../../src/wire/quality';
import { encodeColumn } from '../support/columns';
import { datasetOf } from '../support/dataset';
import { points } from '../support/methods';
import { resetState } from '../support/reset';
import { FakeServer } from '../support/server';

let server: FakeServer;
let stops: (() => void)[] = [];

const done = {
  id: 'q1',
  state: 'done',
  progress: 1,
  metric: 'euclidean',
  rows: 10,
  comparedRows: 10,
  sampleRows: 4,
  measures: [
    { name: 'trustworthiness', k: 12, value: 0.9 },
    { name: 'continuity', k: 12, value: 0.8 },
    { name: 'neighbor-preservation', k: 15, value: 0.4 },
    { name: 'a measure of a later version', k: 1, value: 1 },
  ],
  notes: [],
  message: null,
};

function showMap(): void {
  positionsArrived('pca', decodePositions(points(10, 3), ['PC 1', 'PC 2', 'PC 3']));
}

beforeEach(() => {
  resetState();
  server = new FakeServer();
  server.install();
  dataset.value = datasetOf();
  pcaResult.value = { run: 'r1', explainedVariance: [0.5, 0.3, 0.2] };
  showMap();
  stops = [startDerivations(), watchQuality()];
});

afterEach(() => {
  stops.forEach((stop) => stop());
  setColorBy(null);
  vi.unstubAllGlobals();
});

it('measures the shown map with its axes, and shows the progress', async () => {
  measureMap();
  const post = await server.question('api/projections/r1/quality');
  expect(post).toMatchObject({ method: 'POST', body: { components: [0, 1, 2] } });
  post.answer({ ...done, state: 'running', progress: 0.4, measures: null }, 202);
  await vi.waitFor(() => expect(measurement.value).toMatchObject({ state: 'running', progress: 0.4, figures: null }));
  (await server.question('api/quality/q1?wait=1')).answer(done);
  await vi.waitFor(() => expect(measurement.value?.state).toBe('done'));
  expect(measurement.value?.figures?.measures.map(({ name }) => name)).toEqual([
    'trustworthiness',
    'continuity',
    'neighbor-preservation',
  ]);
  expect(isStale.value).toBe(false);
});

it('measures a map that was never measured when one of its measures is chosen as the colour, and colours by a ramp', async () => {
  chooseColorMeasure('neighbor-preservation');
  expect(pointColors.value, 'no colours before there are some').toBeNull();
  (await server.question('api/projections/r1/quality')).answer(done, 202);
  const column = await server.question('api/quality/q1/columns/neighbor-preservation');
  column.answer(
    encodeColumn(
      [0, 1, -1, 1, -1, 0, -1, -1, -1, -1],
      [
        { text: '0.2', number: 0.2 },
        { text: '1', number: 1 },
      ],
    ),
  );
  await vi.waitFor(() => expect(coloring.value.kind).toBe('gradient'));
  expect(coloring.value).toMatchObject({ min: 0.2, max: 1, missing: 6, column: { name: 'Neighbor preservation' } });
  // A row that was not measured has the colour of a missing value, not that of the lowest.
  expect([...(pointColors.value?.indices ?? [])].slice(0, 3)).toEqual([0, rampSteps - 1, rampSteps]);
});

it('is stale once the map has moved; it looks for a measurement of the new map and computes nothing unasked', async () => {
  measureMap();
  (await server.question('api/projections/r1/quality')).answer(done, 202);
  await vi.waitFor(() => expect(measurement.value?.state).toBe('done'));
  showMap();
  expect(isStale.value).toBe(true);
  const look = await server.question('api/projections/r1/quality?components=0,1,2');
  expect(look.method).toBe('GET');
  look.answer(new ArrayBuffer(0));
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(isStale.value).toBe(true);
  expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

it('finds what was measured of a map before', async () => {
  measureMap();
  (await server.question('api/projections/r1/quality')).answer(done, 202);
  await vi.waitFor(() => expect(measurement.value?.state).toBe('done'));
  showMap();
  (await server.question('api/projections/r1/quality?components=0,1,2')).answer({ ...done, id: 'q2' });
  await vi.waitFor(() => expect(measurement.value?.id).toBe('q2'));
  expect(isStale.value).toBe(false);
});

it('tells the server when nobody waits for a measurement any more', async () => {
  measureMap();
  (await server.question('api/projections/r1/quality')).answer({ ...done, state: 'running', measures: null }, 202);
  await server.question('api/quality/q1?wait=1');
  cancelMeasurement();
  expect((await server.question('api/quality/q1', 1)).method).toBe('DELETE');
  expect(measurement.value).toBeNull();
});

it('says why a map could not be measured', async () => {
  measureMap();
  (await server.question('api/projections/r1/quality')).answer({ message: '8 wait already.', remedy: null }, 429);
  await vi.waitFor(() => expect(measurement.value).toMatchObject({ state: 'failed', message: '8 wait already.' }));
});

it('forgets what was measured when another data set is shown', async () => {
  measureMap();
  (await server.question('api/projections/r1/quality')).answer(done, 202);
  await vi.waitFor(() => expect(measurement.value?.state).toBe('done'));
  dataset.value = datasetOf({ id: 'd2' });
  expect(measurements.value.size).toBe(0);
});
