import { beforeEach, describe, expect, it } from 'vitest';
import {
  activeBookmark,
  addBookmark,
  bookmarks,
  bookmarksRead,
  removeBookmark,
  renameBookmark,
  showBookmark,
  watchActiveBookmark,
} from '../../src/state/bookmarks';
import { forgetSteps, undo } from '../../src/state/history';
import { currentView, showDataset } from '../../src/state/opened';
import { BookmarkProblem, readBookmarks } from '../../src/state/readBookmarks';
import {
  chooseMethod,
  method,
  pcaComponents,
  positions,
  positionsArrived,
  setComponents,
} from '../../src/state/projection';
import { isolated, isolateSelection, select, selection } from '../../src/state/selection';
import { writeBookmarks } from '../../src/state/writeBookmarks';
import { column } from '../support/columns';
import { datasetOf } from '../support/dataset';
import { resetState } from '../support/reset';

const data = datasetOf({ rows: 6, columns: 3 });
const words = column('word', ['one', 'two', 'three', 'four', 'five', 'six']);
const places = Float32Array.from({ length: 12 }, (_, i) => i / 4);

beforeEach(() => {
  resetState();
  forgetSteps();
  bookmarks.value = [];
  bookmarksRead.value = true;
  activeBookmark.value = null;
  showDataset(data, 'v1');
});

function written(names = false): string {
  const base = currentView.peek();
  if (base === null) {
    throw new Error('no view');
  }
  return writeBookmarks(bookmarks.peek(), { data, base, pca: null, labels: words, names });
}

describe('a bookmark', () => {
  it('brings back what was looked at', () => {
    select([1, 2]);
    isolateSelection();
    setComponents([0, 2, null]);
    addBookmark();
    select([5]);
    setComponents([0, 1, 2]);
    const [kept] = bookmarks.value;
    expect(kept?.name).toBe('State 1');
    if (kept !== undefined) {
      showBookmark(kept);
    }
    expect([...selection.value]).toEqual([1, 2]);
    expect([...(isolated.value ?? [])]).toEqual([1, 2]);
    expect(pcaComponents.value).toEqual([0, 2, null]);
  });

  it('keeps the places of a layout that was watched', () => {
    chooseMethod('tsne');
    positionsArrived('tsne', { dimensions: 2, rows: 6, values: places, axes: ['1', '2'] });
    addBookmark();
    positionsArrived('tsne', { dimensions: 2, rows: 6, values: new Float32Array(12), axes: ['1', '2'] });
    const [kept] = bookmarks.value;
    if (kept !== undefined) {
      showBookmark(kept);
    }
    expect([...(positions.value?.values ?? [])]).toEqual([...places]);
  });

  it('is marked until something else is looked at', () => {
    const stop = watchActiveBookmark();
    addBookmark();
    expect(activeBookmark.value).toBe(bookmarks.value[0]?.id);
    select([3]);
    expect(activeBookmark.value).toBeNull();
    stop();
  });

  it('can be renamed, removed, and both taken back', () => {
    addBookmark();
    const id = bookmarks.value[0]?.id ?? '';
    renameBookmark(id, '  Animals ');
    expect(bookmarks.value[0]?.name).toBe('Animals');
    removeBookmark(id);
    expect(bookmarks.value).toEqual([]);
    undo();
    expect(bookmarks.value[0]?.name).toBe('Animals');
    undo();
    expect(bookmarks.value[0]?.name).toBe('State 1');
  });
});

describe('the file', () => {
  it('reads back as it was written, with the places of the layout', () => {
    chooseMethod('tsne');
    positionsArrived('tsne', { dimensions: 2, rows: 6, values: places, axes: ['1', '2'] });
    select([4, 1]);
    addBookmark();
    const { bookmarks: back, note } = readBookmarks(written(), data, words);
    expect(note).toBeNull();
    expect([...(back[0]?.view.selection ?? [])]).toEqual([4, 1]);
    expect(back[0]?.view.method).toBe('tsne');
    expect(back[0]?.layout?.positions.dimensions).toBe(2);
    expect([...(back[0]?.layout?.positions.values ?? [])]).toEqual([...places]);
  });

  it('counts selected points within what is isolated, as the original does', () => {
    select([1, 3, 5]);
    isolateSelection();
    select([3]);
    addBookmark();
    const [state] = JSON.parse(written()) as Record<string, unknown>[];
    expect(state?.['filteredPoints']).toEqual([1, 3, 5]);
    expect(state?.['selectedPoints']).toEqual([1]);
    expect(state?.['dataSetDimensions']).toEqual([3, 3]);
    delete state?.['projectorView'];
    const { bookmarks: back } = readBookmarks(JSON.stringify([state]), data, words);
    expect([...(back[0]?.view.selection ?? [])]).toEqual([3]);
    expect(back[0]?.view.isolations).toEqual([[1, 3, 5]]);
  });

  it('finds points by name in data whose order has changed', () => {
    select([0, 4]);
    addBookmark();
    const turned = column('word', ['six', 'five', 'four', 'three', 'two', 'one']);
    const { bookmarks: back } = readBookmarks(written(true), data, turned);
    expect([...(back[0]?.view.selection ?? [])]).toEqual([5, 1]);
  });

  it('says which names are not there', () => {
    const text = JSON.stringify([{ label: 'x', selectedPoints: ['one', 'seven'], selectedProjection: 'pca' }]);
    const { bookmarks: back, note } = readBookmarks(text, data, words);
    expect([...(back[0]?.view.selection ?? [])]).toEqual([0]);
    expect(note).toContain('seven');
  });

  it('takes the parameters of the original: the exponent of the rate, the texts of the axes', () => {
    const state = {
      label: 'Politics',
      selectedProjection: 'custom',
      dataSetDimensions: [6, 3],
      tSNELearningRate: 2,
      tSNEPerplexity: 7,
      tSNEis3d: false,
      customSelectedSearchByMetadataOption: 'word',
      customXLeftText: '^bad$',
      customXLeftRegex: true,
      customXRightText: 'good',
      projections: Array.from({ length: 6 }, (_, i) => ({ 'linear-x': i, 'linear-y': -i })),
      cameraDef: { orthographic: true, position: [0, 0, 4], target: [0, 0, 0], zoom: 2 },
    };
    const { bookmarks: back } = readBookmarks(JSON.stringify([state]), data, words);
    const view = back[0]?.view;
    expect(view?.method).toBe('axes');
    expect(view?.layouts?.tsne?.parameters).toEqual({ perplexity: '7', learning_rate: '100' });
    expect(view?.layouts?.tsne?.dimensions).toBe(2);
    expect(view?.layouts?.axes?.parameters).toEqual({
      left: '^bad$',
      left_regex: 'true',
      right: 'good',
      right_regex: 'false',
      search_by: 'word',
    });
    expect(back[0]?.layout?.positions.values[3]).toBe(-1);
    expect(view?.camera?.zoom).toBe(2);
  });

  it.each([
    ['{', /not JSON/],
    ['{"a":1}', /array of states/],
    [JSON.stringify([{ label: 'far', dataSetDimensions: [5, 3] }]), /made for 5 × 3, and this one has 6 × 3/],
    [JSON.stringify([{ label: 'out', selectedPoints: [6] }]), /points of this data set go from 0 to 5/],
  ])('refuses %s with a reason', (text, reason) => {
    expect(() => readBookmarks(text, data, words)).toThrow(BookmarkProblem);
    expect(() => readBookmarks(text, data, words)).toThrow(reason);
  });

  it('leaves the method alone that is not shown', () => {
    addBookmark();
    expect(method.value).toBe('pca');
    expect(JSON.parse(written())[0].selectedProjection).toBe('pca');
  });
});
