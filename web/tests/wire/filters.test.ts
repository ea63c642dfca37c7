import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { dataset } from '../../src/state/dataset';
import { facets } from '../../src/state/facets';
import { clearFilters, filterMissing, filterRange, passingCount, passingRows } from '../../src/state/filters';
import { filterPanelOpen } from '../../src/state/layout';
import { watchFilters } from '../../src/wire/filters';
import { column } from '../support/columns';
import { datasetOf } from '../support/dataset';
import { resetState } from '../support/reset';
import { FakeServer } from '../support/server';

const weight = column('weight', [1, 2, 3, null], 0);
let server: FakeServer;
let stop = (): void => undefined;

beforeEach(() => {
  resetState();
  filterPanelOpen.value = false;
  server = new FakeServer();
  server.install();
  dataset.value = datasetOf({ rows: 4, metadata: [weight.info] });
  stop = watchFilters();
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

it('asks one question at a time while a range is dragged, and the last one for sure', async () => {
  filterRange('weight', 1, 2);
  const first = await server.question('api/datasets/d1/filter');
  expect(first.body).toEqual({ filters: [{ column: 0, from: 1, to: 2, values: null, missing: false }] });
  filterRange('weight', 1, 2.5);
  filterRange('weight', 1, 3);
  expect(server.asked).toHaveLength(1);
  first.answer(Uint8Array.of(0b0011).buffer);
  const second = await server.question('api/datasets/d1/filter', 1);
  expect(passingCount.value).toBe(2);
  expect(second.body).toMatchObject({ filters: [{ to: 3 }] });
  second.answer(Uint8Array.of(0b0111).buffer);
  await vi.waitFor(() => expect(passingCount.value).toBe(3));
});

it('shows all rows again without asking, also after an answer that comes late', async () => {
  filterMissing('weight', false);
  const slow = await server.question('api/datasets/d1/filter');
  clearFilters();
  slow.answer(Uint8Array.of(0b0111).buffer);
  await vi.waitFor(() => expect(passingRows.value).toBeNull());
  expect(server.asked).toHaveLength(1);
});

it('counts what the columns hold only while somebody looks', async () => {
  filterRange('weight', 1, 2);
  (await server.question('api/datasets/d1/filter')).answer(Uint8Array.of(0b0011).buffer);
  filterPanelOpen.value = true;
  const asked = await server.question('api/datasets/d1/histograms');
  expect(asked.body).toMatchObject({ columns: [{ column: 0, scale: null }], filters: [{ column: 0 }] });
  asked.answer({ columns: [{ column: 0, bins: [], values: [] }] });
  await vi.waitFor(() => expect([...facets.value.keys()]).toEqual(['weight']));
});
