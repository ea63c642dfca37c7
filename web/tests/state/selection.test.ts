import { beforeEach, describe, expect, it } from 'vitest';
import { searchArrived, searchEnded, searchResult, setSearch } from '../../src/state/search';
import {
  clearSelection,
  highlightedCount,
  isolated,
  isolateSelection,
  leaveIsolation,
  neighbors,
  neighborsOf,
  neighborCount,
  select,
  selection,
  setNeighborCount,
  showAll,
} from '../../src/state/selection';
import { resetState } from '../support/reset';

beforeEach(resetState);

describe('select', () => {
  it('holds each row once, in the order of selecting', () => {
    select([5, 3, 5, 4]);
    expect([...selection.value]).toEqual([5, 3, 4]);
  });

  it('drops the neighbors of the row before, so that they are never isolated with another one', () => {
    select([1]);
    neighbors.value = [{ row: 2, distance: 0.5 }];
    select([7]);
    expect(neighbors.value).toEqual([]);
  });

  it('keeps the neighbors when the same row is selected again', () => {
    select([1]);
    neighbors.value = [{ row: 2, distance: 0.5 }];
    select([1]);
    expect(neighbors.value).toHaveLength(1);
  });

  it('asks for neighbors of a single row only', () => {
    select([4]);
    expect(neighborsOf.value).toBe(4);
    select([4, 5]);
    expect(neighborsOf.value).toBeNull();
  });
});

describe('isolateSelection', () => {
  it('leaves the selection and its neighbors, in ascending order', () => {
    select([20]);
    neighbors.value = [
      { row: 3, distance: 0.1 },
      { row: 100, distance: 0.2 },
    ];
    expect(highlightedCount.value).toBe(3);
    isolateSelection();
    expect([...(isolated.value ?? [])]).toEqual([3, 20, 100]);
    showAll();
    expect(isolated.value).toBeNull();
  });

  it('narrows what is isolated, and comes back step by step', () => {
    select([1, 2, 3, 4]);
    isolateSelection();
    select([2, 3, 9]);
    isolateSelection();
    expect([...(isolated.value ?? [])]).toEqual([2, 3]);
    leaveIsolation();
    expect([...(isolated.value ?? [])]).toEqual([1, 2, 3, 4]);
    leaveIsolation();
    expect(isolated.value).toBeNull();
  });

  it('shows a selection that lies outside of what is isolated', () => {
    select([1, 2]);
    isolateSelection();
    select([7, 8]);
    isolateSelection();
    expect([...(isolated.value ?? [])]).toEqual([7, 8]);
  });

  it('adds no step when everything that is shown is selected', () => {
    select([1, 2]);
    isolateSelection();
    isolateSelection();
    leaveIsolation();
    expect(isolated.value).toBeNull();
  });

  it('does nothing without a selection', () => {
    isolateSelection();
    expect(isolated.value).toBeNull();
  });
});

it.each([
  [0, 5],
  [5000, 999],
  [37.6, 38],
  [Number.NaN, 100],
])('setNeighborCount(%d) gives %d', (asked, count) => {
  setNeighborCount(asked);
  expect(neighborCount.value).toBe(count);
});

describe('search', () => {
  it('makes all matches the selection', () => {
    setSearch({ text: 'hitch' });
    searchArrived(Int32Array.of(2, 5));
    expect([...selection.value]).toEqual([2, 5]);
  });

  it('clears the matches and their selection when the text is emptied', () => {
    setSearch({ text: 'hitch' });
    searchArrived(Int32Array.of(2, 5));
    setSearch({ text: '' });
    searchEnded();
    expect([...selection.value]).toEqual([]);
    expect(searchResult.value.state).toBe('idle');
  });

  it('leaves a selection that was made since then', () => {
    setSearch({ text: 'hitch' });
    searchArrived(Int32Array.of(2, 5));
    select([2]);
    setSearch({ text: '' });
    searchEnded();
    expect([...selection.value]).toEqual([2]);
  });
});

it('clearSelection leaves nothing selected', () => {
  select([1, 2]);
  clearSelection();
  expect([...selection.value]).toEqual([]);
});
