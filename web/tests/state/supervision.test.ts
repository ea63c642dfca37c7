import { beforeEach, expect, it } from 'vitest';
import { columns, dataset } from '../../src/state/dataset';
import { chooseValues, requestOf } from '../../src/state/layouts';
import { methods } from '../../src/state/methods';
import { setRun } from '../../src/state/runs';
import { columnKey, ignoredLabelText } from '../../src/state/supervision';
import { column } from '../support/columns';
import { datasetOf } from '../support/dataset';
import { everyMethod } from '../support/methods';
import { resetState } from '../support/reset';

beforeEach(() => {
  resetState();
  methods.value = everyMethod;
  dataset.value = datasetOf();
  columns.value = new Map([[1, column('kind', ['noun', 'verb', 'noun', null], 1)]]);
  chooseValues('tsne', { supervise_by: 'kind' });
});

it('says what the ignored label does, and for how many points', () => {
  expect(ignoredLabelText('tsne')).toEqual({ text: 'No ignored label', isError: false });
  chooseValues('tsne', { ignored_label: 'adverb' });
  expect(ignoredLabelText('tsne')).toEqual({ text: 'Label not found', isError: true });
  chooseValues('tsne', { ignored_label: 'noun' });
  expect(ignoredLabelText('tsne').text).toBe("Supervise without 'noun' [2 points]");
  setRun('tsne', { id: 'r1', state: 'running', request: requestOf('tsne') });
  expect(ignoredLabelText('tsne').text).toBe("Supervising without 'noun' [2 points]");
});

it('tells columns of one name apart by their place', () => {
  const [word, kind] = datasetOf().metadata;
  dataset.value = datasetOf({ metadata: [word, { ...kind, name: 'word' }] as never });
  expect(dataset.value.metadata.map(columnKey)).toEqual(['#0', '#1']);
});
