import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setColorBy } from '../../src/state/appearance';
import { cameraPose, poseIsOwn, type CameraPose, wantedPose } from '../../src/state/camera';
import { filterRange, filters } from '../../src/state/filters';
import { forgetSteps, mostSteps, redo, redoable, undo, undoable } from '../../src/state/history';
import { showDataset } from '../../src/state/opened';
import { setComponents } from '../../src/state/projection';
import { searchArrived, searchText, setSearch } from '../../src/state/search';
import {
  isolated,
  isolateSelection,
  neighborCount,
  select,
  selection,
  setNeighborCount,
} from '../../src/state/selection';
import { recordViews } from '../../src/state/viewHistory';
import { datasetOf } from '../support/dataset';
import { resetState } from '../support/reset';

let now = 0;
let stop = (): void => {};

const pose = (x: number): CameraPose => ({ orthographic: false, position: [x, 1, 2], target: [0, 0, 0], zoom: 1 });

beforeEach(() => {
  resetState();
  forgetSteps();
  now = 0;
  showDataset(datasetOf({ rows: 100 }), 'v1');
  stop = recordViews(() => now);
});
afterEach(() => stop());

describe('undo', () => {
  it('takes back selecting and isolating one after the other, and brings them back', () => {
    select([3, 4]);
    isolateSelection();
    select([5]);
    expect(undoable.value).toBe('Selection');
    undo();
    expect([...selection.value]).toEqual([3, 4]);
    expect(undoable.value).toBe('Isolation');
    undo();
    expect(isolated.value).toBeNull();
    undo();
    expect([...selection.value]).toEqual([]);
    expect(undoable.value).toBeNull();
    redo();
    redo();
    expect([...(isolated.value ?? [])]).toEqual([3, 4]);
    expect(redoable.value).toBe('Selection');
  });

  it('takes filters of two columns for two steps, however soon one follows the other', () => {
    filterRange('a', 1, 2);
    now += 100;
    filterRange('a', 1, 3);
    now += 100;
    filterRange('b', 4, 5);
    expect(undoable.value).toBe('Filter of b');
    undo();
    expect(filters.value).toMatchObject([{ column: 'a', to: 3 }]);
    undo();
    expect(filters.value).toEqual([]);
  });

  it('leaves alone what was not changed by the step', () => {
    select([3]);
    setColorBy(0);
    undo();
    expect([...selection.value]).toEqual([3]);
  });

  it('takes a drag of a slider as one step', () => {
    for (const count of [101, 120, 150, 200]) {
      now += 100;
      setNeighborCount(count);
    }
    undo();
    expect(neighborCount.value).toBe(100);
    expect(undoable.value).toBeNull();
  });

  it('takes a word and the selection of its matches as one step', () => {
    for (const text of ['h', 'hi', 'hit']) {
      now += 200;
      setSearch({ text });
    }
    now += 300;
    searchArrived(Int32Array.of(2, 5));
    undo();
    expect(searchText.value).toBe('');
    expect([...selection.value]).toEqual([]);
  });

  it('keeps two choices made in quick succession apart', () => {
    select([1]);
    now += 50;
    select([2]);
    undo();
    expect([...selection.value]).toEqual([1]);
  });

  it('cannot redo after something new was done', () => {
    select([1]);
    undo();
    select([2]);
    expect(redoable.value).toBeNull();
  });

  it('keeps a bounded number of steps', () => {
    for (let row = 0; row < mostSteps + 20; row++) {
      select([row % 100]);
    }
    let steps = 0;
    while (undoable.value !== null && steps <= mostSteps) {
      undo();
      steps++;
    }
    expect(steps).toBe(mostSteps);
  });

  it('forgets the steps of another data set', () => {
    select([1]);
    showDataset(datasetOf({ id: 'other', tensor: 'other', rows: 50 }), 'v1');
    expect(undoable.value).toBeNull();
  });
});

describe('the camera', () => {
  it('is not moved back to before the first picture', () => {
    cameraPose.value = pose(1);
    expect(undoable.value).toBeNull();
  });

  it('goes back, and its coming to rest there is no step', () => {
    cameraPose.value = pose(1);
    cameraPose.value = pose(2);
    expect(undoable.value).toBe('Camera');
    undo();
    expect(wantedPose.value).toEqual(pose(1));
    cameraPose.value = pose(1.0001);
    expect(undoable.value).toBeNull();
    expect(redoable.value).toBe('Camera');
  });

  it('is no step where the map moved it by itself', () => {
    cameraPose.value = pose(1);
    poseIsOwn.value = true;
    cameraPose.value = pose(2);
    expect(undoable.value).toBeNull();
    poseIsOwn.value = false;
    cameraPose.value = pose(3);
    expect(undoable.value).toBe('Camera');
  });

  it('moves with the step that turned the map', () => {
    cameraPose.value = pose(1);
    setComponents([0, 1, null]);
    now += 450;
    cameraPose.value = { ...pose(1), orthographic: true };
    expect(undoable.value).toBe('Components');
    undo();
    expect(undoable.value).toBeNull();
  });
});
