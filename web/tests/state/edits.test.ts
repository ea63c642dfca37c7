import { beforeEach, describe, expect, it } from 'vitest';
import { labelBy } from '../../src/state/appearance';
import { columns, dataset } from '../../src/state/dataset';
import {
  editBy,
  editCommands,
  editedRows,
  editFeedback,
  editsMade,
  editsNeighbors,
  editsNewColumn,
  editText,
  labelSelection,
  newColumnName,
} from '../../src/state/edits';
import { forgetSteps, redo, undo, undoable } from '../../src/state/history';
import { editedColumn, numberIn, takeMetadata } from '../../src/state/metadataChange';
import { neighbors, select } from '../../src/state/selection';
import { column } from '../support/columns';
import { datasetOf } from '../support/dataset';
import { resetState } from '../support/reset';

const word = column('word', ['a', 'b', null, 'a'], 0);
const count = column('count', [3, 1, null, 2], 1);
const open = datasetOf({ rows: 4, metadata: [word.info, count.info] });

beforeEach(() => {
  resetState();
  forgetSteps();
  editCommands.value = [];
  editBy.value = null;
  editsNewColumn.value = false;
  newColumnName.value = '';
  editText.value = '';
  editsNeighbors.value = true;
  dataset.value = open;
  labelBy.value = 0;
  columns.value = new Map([
    [0, word],
    [1, count],
  ]);
});

describe('editedColumn', () => {
  it('has its values in order of first appearance, without those that no row has any more', () => {
    const edited = editedColumn(word, word.info, [{ column: 'word', rows: '0,2-3', text: 'new' }]);
    expect([...edited.codes]).toEqual([0, 1, 0, 0]);
    expect(edited.values).toEqual(['new', 'b']);
  });

  it('takes values away, and reads the numbers of new ones', () => {
    const edited = editedColumn(count, count.info, [
      { column: 'count', rows: '0', text: null },
      { column: 'count', rows: '2', text: '1e2' },
    ]);
    expect([...edited.codes]).toEqual([-1, 0, 1, 2]);
    expect([...edited.numbers]).toEqual([1, 100, 2]);
  });

  it.each([
    ['0x10', Number.NaN],
    ['', Number.NaN],
    ['1,5', Number.NaN],
    ['Infinity', Number.NaN],
    [' -.5e1 ', -5],
  ])('reads %j as a number as the server does', (text, number) => {
    expect(numberIn(text)).toEqual(number);
  });
});

describe('takeMetadata', () => {
  it('edits the columns that are here, and lets those be fetched that the edits do not explain', () => {
    const next = {
      ...open,
      metadataVersion: 'm2',
      metadata: [
        { ...word.info, distinct: 2, missing: 0 },
        { ...count.info, missing: 0 },
      ],
    };
    takeMetadata(next, [{ column: 'word', rows: '2', text: 'b' }]);
    expect(columns.value.get(0)?.values).toEqual(['a', 'b']);
    expect(columns.value.has(1)).toBe(false);
  });

  it('keeps choices with their column when one before it goes', () => {
    labelBy.value = 1;
    takeMetadata({ ...open, metadata: [{ ...count.info, index: 0 }], defaultLabel: 0 }, []);
    expect(labelBy.value).toBe(0);
    expect(columns.value.get(0)?.info.name).toBe('count');
  });
});

describe('labelling', () => {
  it('says how many points it means, the neighbors among them, and what is wrong with a label', () => {
    expect(editFeedback.value.text).toBe('Select points to tag');
    select([3]);
    neighbors.value = [{ row: 1, distance: 0.5 }];
    editText.value = 'x';
    expect([...editedRows.value.ascending()]).toEqual([1, 3]);
    expect(editFeedback.value).toEqual({ text: 'Tag 2 with new label', canLabel: true });
    editText.value = 'a';
    expect(editFeedback.value.text).toMatch(/^Tag 2 points as/);
    editBy.value = 'count';
    expect(editFeedback.value).toEqual({ text: 'Label must be numeric', canLabel: false });
    editsNeighbors.value = false;
    expect([...editedRows.value]).toEqual([3]);
  });

  it('is one step, which sends what takes it back', () => {
    select([0, 3]);
    editText.value = 'x';
    labelSelection();
    const command = editCommands.value[0];
    expect(command?.edits).toEqual([{ column: 'word', rows: '0,3', text: 'x' }]);
    editCommands.value = [];
    const back = [{ column: 'word', rows: '0,3', text: 'a' }];
    editsMade(command ?? { edits: [], said: '', isStep: true }, { ...open, metadataVersion: 'm2' }, back);
    expect(undoable.value).toBe('Edited labels');

    undo();
    expect(editCommands.value).toMatchObject([{ edits: back, isStep: false }]);
    redo();
    expect(editCommands.value).toMatchObject([{}, { edits: command?.edits, isStep: false }]);
  });

  it('asks for the name of a new column', () => {
    select([0]);
    editText.value = 'x';
    editsNewColumn.value = true;
    expect(editFeedback.value).toEqual({ text: 'Name the new column', canLabel: false });
    newColumnName.value = 'kind';
    labelSelection();
    expect(editCommands.value[0]?.edits[0]?.column).toBe('kind');
  });
});
