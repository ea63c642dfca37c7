import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataset } from '../../src/state/dataset';
import { startDerivations } from '../../src/state/derivations';
import { layoutSettings, requestOf } from '../../src/state/layouts';
import { chooseMethod, spherize } from '../../src/state/projection';
import { commands, forgetRun } from '../../src/state/runs';
import { chosenMap, showStoredMap, storedMaps } from '../../src/state/storedMaps';
import { datasetOf } from '../support/dataset';
import { resetState } from '../support/reset';

let stop: () => void;

beforeEach(() => {
  resetState();
  dataset.value = datasetOf({
    maps: [
      { name: 'X_tsne', dimensions: 3 },
      { name: 'X_umap', dimensions: 2 },
    ],
  });
  stop = startDerivations();
});

afterEach(() => stop());

describe('maps that the file brings along', () => {
  it('are not asked for before their tab is open, and the first is shown then', () => {
    expect(commands.value).toEqual([]);
    chooseMethod('stored');
    expect(commands.value).toMatchObject([{ kind: 'start', method: 'stored', request: { dimensions: 3 } }]);
  });

  it('are chosen by name, with the dimensions that they have', () => {
    showStoredMap('X_umap');
    expect(chosenMap.value?.name).toBe('X_umap');
    expect(layoutSettings.value.stored.dimensions).toBe(2);
    expect(requestOf('stored').parameters).toEqual({ map: 'X_umap' });
  });

  it('have nothing to do with spherized vectors', () => {
    spherize.value = true;
    expect(requestOf('stored').spherize).toBe(false);
    expect(requestOf('umap').spherize).toBe(true);
  });

  it('come back when the server has forgotten their run', () => {
    chooseMethod('stored');
    forgetRun('stored');
    expect(commands.value).toHaveLength(2);
  });

  it('are none where the file has none', () => {
    dataset.value = datasetOf();
    chooseMethod('stored');
    showStoredMap('X_umap');
    expect([storedMaps.value, chosenMap.value, commands.value]).toEqual([[], null, []]);
  });
});
