import { beforeEach, describe, expect, it } from 'vitest';
import { dataset } from '../../src/state/dataset';
import { chooseMethod, positions, positionsArrived, type Positions } from '../../src/state/projection';
import {
  chooseStep,
  chosenStep,
  seenStepsArrived,
  pcaAxes,
  play,
  playing,
  playOn,
  showNewest,
  stepArrived,
  stepIndex,
  stepName,
  stepOfNeighbors,
  stepOnMap,
  thinnedText,
} from '../../src/state/steps';
import { datasetOf } from '../support/dataset';
import { resetState } from '../support/reset';
import { stepOf, stepsOf } from '../support/steps';

function places(at: number): Positions {
  return { dimensions: 3, rows: 10, values: new Float32Array(30).fill(at), axes: [] };
}

const [first, second, third] = [stepOf(1), stepOf(2), stepOf(3)];

beforeEach(() => {
  resetState();
  dataset.value = datasetOf({ id: 'd3' });
  positionsArrived('pca', places(3));
  seenStepsArrived('pca', 'r3', stepsOf([first, second, third]));
});

describe('going back', () => {
  it('shows the step once it is there, and the newest stays until then', () => {
    chooseStep(0);
    expect([stepIndex.value, positions.value?.values[0], stepOnMap.value]).toEqual([0, 3, third]);
    stepArrived('pca', 1, places(1));
    expect([positions.value?.values[0], stepOnMap.value]).toEqual([1, first]);
  });

  it('lets a step die that was left meanwhile', () => {
    chooseStep(0);
    chooseStep(1);
    stepArrived('pca', 1, places(1));
    expect(positions.value?.values[0]).toBe(3);
  });

  it('keeps the step on the map while newer ones come', () => {
    chooseStep(0);
    stepArrived('pca', 1, places(1));
    positionsArrived('pca', places(4));
    seenStepsArrived('pca', 'r4', stepsOf([first, second, third, stepOf(4)]));
    expect([positions.value?.values[0], stepOnMap.value]).toEqual([1, first]);
    showNewest();
    expect([positions.value?.values[0], stepOnMap.value?.number]).toEqual([4, 4]);
  });

  it('ends at the last step, which follows what comes', () => {
    chooseStep(2);
    expect(chosenStep.value).toBeNull();
    positionsArrived('pca', places(4));
    expect(positions.value?.values[0]).toBe(4);
  });

  it('ends when the step was thinned out', () => {
    chooseStep(1);
    stepArrived('pca', 2, places(2));
    seenStepsArrived('pca', 'r5', stepsOf([first, third, stepOf(5)], { every: 2 }));
    expect([chosenStep.value, positions.value?.values[0]]).toEqual([null, 3]);
    expect(thinnedText.value).toBe('Every 2nd of 5 steps is kept');
  });

  it('holds for one layout: another shows its own positions', () => {
    chooseStep(0);
    stepArrived('pca', 1, places(1));
    positionsArrived('tsne', places(7));
    chooseMethod('tsne');
    expect(positions.value?.values[0]).toBe(7);
  });
});

describe('playing', () => {
  it('begins with the first step when the newest is shown, and stops at the end', () => {
    play();
    expect([chosenStep.value, playing.value]).toEqual([1, true]);
    playOn();
    expect([chosenStep.value, playing.value]).toEqual([2, true]);
    playOn();
    expect([chosenStep.value, playing.value]).toEqual([null, false]);
  });
});

it('a step is called by its number, a version without one by its place', () => {
  expect(stepName(stepOf(3, { step: 1200 }))).toBe('Step 1,200');
  expect(stepName(stepOf(3, { step: null }))).toBe('Version 3');
});

it('an axis that is a component keeps its name, also turned around; a mixture has none', () => {
  const turned = stepOf(2, { rotation: [0, -1, 0, 0.8, 0, 0.6, -0.6, 0, 0.8], shares: [0.3, 0.5, 0.1] });
  expect(pcaAxes(turned, [0, 1, 4])).toEqual([
    { name: 'Axis 1', share: 0.3 },
    { name: 'PC 1', share: 0.5 },
    { name: 'Axis 3', share: 0.1 },
  ]);
});

it('neighbors say which step they belong to when the map shows another', () => {
  expect(stepOfNeighbors.value).toBe('At step 300');
  chooseStep(0);
  stepArrived('pca', 1, places(1));
  expect(stepOfNeighbors.value).toBe('At step 300; the map shows step 100');
  seenStepsArrived('pca', 'r3', stepsOf([third]));
  expect(stepOfNeighbors.value).toBeNull();
});
