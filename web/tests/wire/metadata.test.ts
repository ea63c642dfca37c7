import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { columnArrived, columns, dataset } from '../../src/state/dataset';
import { announcedMetadata } from '../../src/state/metadataChange';
import { select, selection } from '../../src/state/selection';
import { watchMetadata } from '../../src/wire/metadata';
import { column, encodeColumn } from '../support/columns';
import { datasetOf } from '../support/dataset';
import { resetState } from '../support/reset';
import { FakeServer } from '../support/server';

const word = column('word', ['a', 'b'], 0);
let server: FakeServer;
let stop = (): void => undefined;

beforeEach(() => {
  resetState();
  announcedMetadata.value = null;
  server = new FakeServer();
  server.install();
  dataset.value = datasetOf({ rows: 2, metadata: [word.info] });
  columnArrived(0, word);
  stop = watchMetadata();
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

it('takes over what another page edited, with the columns that are here, and keeps the selection', async () => {
  select([1]);
  announcedMetadata.value = { dataset: 'd1', metadataVersion: 'm2' };
  const next = { ...word.info, distinct: 1 };
  (await server.question('api/datasets/d1')).answer({
    ...datasetOf({ rows: 2, metadata: [next], metadataVersion: 'm2' }),
    state: 'ready',
  });
  const asked = await server.question('api/datasets/d1/columns/0');
  expect(columns.value.get(0)?.values).toEqual(['a', 'b']);
  asked.answer(encodeColumn([0, 0], [{ text: 'plum', number: Number.NaN }]));
  await vi.waitFor(() => expect(dataset.value?.metadataVersion).toBe('m2'));
  expect([columns.value.get(0)?.values, [...selection.value]]).toEqual([['plum'], [1]]);
});

it('asks nothing for what it knows, or for another data set', async () => {
  announcedMetadata.value = { dataset: 'd1', metadataVersion: 'm1' };
  announcedMetadata.value = { dataset: 'd2', metadataVersion: 'm9' };
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(server.asked).toHaveLength(0);
});
