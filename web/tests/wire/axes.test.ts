import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { axesReady, axisMatches, changeAxis, clearEnd, endsInUse, setZAxis, takeSelection } from '../../src/state/axes';
import { dataset } from '../../src/state/dataset';
import { startDerivations } from '../../src/state/derivations';
import { methods } from '../../src/state/methods';
import { valueOf } from '../../src/state/layouts';
import { chooseMethod, positions } from '../../src/state/projection';
import { select } from '../../src/state/selection';
import { watchAxisMatches } from '../../src/wire/axisMatches';
import { watchCommands } from '../../src/wire/runCommands';
import { watchRuns } from '../../src/wire/runs';
import { datasetOf } from '../support/dataset';
import { everyMethod, points } from '../support/methods';
import { resetState } from '../support/reset';
import { FakeServer } from '../support/server';
import { stepOf, stepsOf } from '../support/steps';

let server: FakeServer;
let stops: (() => void)[] = [];

beforeEach(() => {
  resetState();
  server = new FakeServer();
  server.install();
  methods.value = everyMethod;
  dataset.value = datasetOf();
  chooseMethod('axes');
  stops = [startDerivations(), watchCommands(), watchRuns(), watchAxisMatches()];
});

afterEach(() => {
  stops.forEach((stop) => stop());
  vi.unstubAllGlobals();
});

it('counts the matches in the searched column and spans the axis when there are some', async () => {
  changeAxis('search_by', 'kind');
  changeAxis('right', 'noun');
  const asked = await server.question('api/datasets/d1/search?');
  expect(Object.fromEntries(new URLSearchParams(asked.path.split('?')[1]))).toEqual({
    text: 'noun',
    regex: 'false',
    column: '1',
  });
  asked.answer(Int32Array.of(4, 8).buffer);
  await vi.waitFor(() => expect(axisMatches.value.get('right')).toEqual({ state: 'done', count: 2 }));
  const post = await server.question('api/datasets/d1/projections');
  expect(post.body).toMatchObject({
    method: 'axes',
    dimensions: 2,
    parameters: { search_by: 'kind', right: 'noun' },
  });
  post.answer({ id: 'a1' }, 202);
  (await server.question('api/projections/a1')).answer({
    id: 'a1',
    dataset: 'd1',
    method: 'axes',
    state: 'done',
    stage: '',
    progress: 1,
    iteration: 0,
    secondsLeft: null,
    notes: [],
    parameters: {},
    live: [],
    message: null,
    axes: [
      { low: 'all rows', high: 'noun' },
      { low: '', high: '' },
    ],
  });
  (await server.question('api/projections/a1/steps/positions')).answer(points(10, 2));
  (await server.question('api/projections/a1/steps', 1)).answer(stepsOf([stepOf(1)]));
  await vi.waitFor(() => expect(positions.value?.axes).toEqual(['all rows → noun', 'Custom 2']));
});

it('spans nothing when a text matches no row', async () => {
  changeAxis('left', 'nowhere');
  (await server.question('api/datasets/d1/search?')).answer(new ArrayBuffer(0));
  await vi.waitFor(() => expect(axisMatches.value.get('left')).toEqual({ state: 'done', count: 0 }));
  expect(axesReady.value).toBe(false);
  expect(server.asked.some(({ method }) => method === 'POST')).toBe(false);
});

it('shows what is wrong with a pattern', async () => {
  changeAxis('up', '(');
  changeAxis('up_regex', 'true');
  const asked = await server.question('api/datasets/d1/search?text=%28&regex=true&column=0');
  asked.answer({ message: 'Invalid pattern at 1.', remedy: null }, 400);
  await vi.waitFor(() =>
    expect(axisMatches.value.get('up')).toEqual({ state: 'failed', message: 'Invalid pattern at 1.' }),
  );
});

it('spans an axis between two selections, and asks for no text of them', async () => {
  select([5, 3, 4]);
  takeSelection('left');
  select([9]);
  takeSelection('right');
  const post = await server.question('api/datasets/d1/projections');
  expect(post.body).toMatchObject({ dimensions: 2, parameters: { left_rows: '3-5', right_rows: '9' } });
  expect(server.asked.some(({ path }) => path.includes('/search'))).toBe(false);
  clearEnd('right');
  expect(valueOf('axes', 'right_rows')).toBe('');
});

it('adds the Z axis when it is wanted, and leaves its ends out of the way when it is not', async () => {
  expect(endsInUse.value).toEqual(['left', 'right', 'up', 'down']);
  setZAxis(true);
  expect(server.asked, 'nothing spans it yet').toEqual([]);
  select([1, 2]);
  takeSelection('near');
  const post = await server.question('api/datasets/d1/projections');
  expect(post.body).toMatchObject({ dimensions: 3, parameters: { near_rows: '1-2' } });
  setZAxis(false);
  expect(axesReady.value, 'what is chosen for near spans nothing in the plane').toBe(false);
});

it('takes nothing when nothing is selected', () => {
  takeSelection('left');
  expect(valueOf('axes', 'left_rows')).toBe('');
});
