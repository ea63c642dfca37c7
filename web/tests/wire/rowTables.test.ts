import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { dataset } from '../../src/state/dataset';
import { tableOpen } from '../../src/state/layout';
import { dataTable, tableScope } from '../../src/state/rowTables';
import { select, selection } from '../../src/state/selection';
import { watchRowTables } from '../../src/wire/rowTables';
import { datasetOf } from '../support/dataset';
import { resetState } from '../support/reset';
import { FakeServer } from '../support/server';

let server: FakeServer;
let stop = (): void => undefined;

const rows = (from: number, count: number) => ({
  rows: Array.from({ length: count }, (_, i) => ({ row: 500 - from - i, values: [String(from + i)] })),
});

beforeEach(() => {
  resetState();
  server = new FakeServer();
  server.install();
  dataTable.made.value = null;
  dataTable.pages.value = new Map();
  dataTable.order.value = null;
  dataTable.goal.value = null;
  dataTable.inSight.value = { first: 0, last: 15 };
  tableScope.value = 'all';
  tableOpen.value = true;
  dataset.value = datasetOf({ rows: 500 });
  stop = watchRowTables();
});

afterEach(() => {
  stop();
  tableOpen.value = false;
  vi.unstubAllGlobals();
});

async function open(): Promise<void> {
  (await server.question('api/datasets/d1/tables?')).answer({ id: 't1', rows: 500 });
  (await server.question('api/datasets/d1/tables/t1/rows?offset=0&')).answer(rows(0, 100));
  await vi.waitFor(() => expect(dataTable.count).toBe(500));
}

it('fetches the page in sight, and others when they come into sight', async () => {
  await open();
  expect(dataTable.at(3)).toEqual({ row: 497, values: ['3'] });
  expect(dataTable.at(150)).toBeUndefined();
  dataTable.inSight.value = { first: 195, last: 210 };
  (await server.question('api/datasets/d1/tables/t1/rows?offset=100&')).answer(rows(100, 100));
  (await server.question('api/datasets/d1/tables/t1/rows?offset=200&')).answer(rows(200, 100));
  await vi.waitFor(() => expect(dataTable.at(205)).toEqual({ row: 295, values: ['205'] }));
});

it('keeps what is shown until the new order is there', async () => {
  await open();
  dataTable.sortBy('kind');
  const sorted = await server.question('api/datasets/d1/tables?', 1);
  expect(Object.fromEntries(new URLSearchParams(sorted.path.split('?')[1]))).toEqual({
    column: '1',
    descending: 'false',
  });
  expect(dataTable.at(0)?.row).toBe(500);
  sorted.answer({ id: 't2', rows: 500 });
  (await server.question('api/datasets/d1/tables/t2/rows?')).answer({ rows: [{ row: 7, values: [] }] });
  await vi.waitFor(() => expect(dataTable.at(0)?.row).toBe(7));
});

it('sends the selected rows as bits', async () => {
  await open();
  select([1, 8]);
  tableScope.value = 'selected';
  const asked = await server.question('api/datasets/d1/tables?', 1);
  expect((asked.body as Uint8Array).slice(0, 3)).toEqual(Uint8Array.of(0b10, 1, 0));
});

it('selects one row, takes others in, and a range of rows that are not here', async () => {
  await open();
  dataTable.choose(2, 'alone');
  expect([...selection.value]).toEqual([498]);
  dataTable.choose(4, 'toggle');
  expect([...selection.value]).toEqual([498, 496]);
  dataTable.choose(4, 'toggle');
  expect([...selection.value]).toEqual([498]);
  dataTable.choose(300, 'range');
  const asked = await server.question('api/datasets/d1/tables/t1/order?offset=4&count=297');
  asked.answer(Int32Array.of(5, 6, 7).buffer);
  await vi.waitFor(() => expect([...selection.value]).toEqual([5, 6, 7]));
});

it('goes to the row that is selected on the map', async () => {
  await open();
  select([20]);
  (await server.question('api/datasets/d1/tables/t1/place?row=20')).answer({ row: 20, place: 480 });
  await vi.waitFor(() => expect(dataTable.goal.value).toBe(480));
});

it('makes a table anew that the server had no room for', async () => {
  await open();
  dataTable.inSight.value = { first: 195, last: 199 };
  (await server.question('api/datasets/d1/tables/t1/rows?offset=100&')).answer({ message: 'gone' }, 409);
  expect((await server.question('api/datasets/d1/tables?', 1)).method).toBe('POST');
});
