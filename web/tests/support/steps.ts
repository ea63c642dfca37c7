import type { SeenStep, StepsSeen } from '../../src/state/steps';

/** A step that was seen, not turned. */
export function stepOf(number: number, changes: Partial<SeenStep> = {}): SeenStep {
  const rotation = [1, 0, 0, 0, 1, 0, 0, 0, 1];
  return { number, dataset: `d${number}`, step: number * 100, written: null, rotation, shares: null, ...changes };
}

/** The answer of the server that has seen these. */
export function stepsOf(steps: SeenStep[], changes: Partial<StepsSeen> = {}): StepsSeen {
  const number = steps.at(-1)?.number ?? 0;
  return { history: 'h', number, seen: number, every: 1, note: null, steps, ...changes };
}
