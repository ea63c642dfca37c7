import { computed, signal } from '@preact/signals';

/** Something that a person did and can take back. */
export interface Step {
  /** What it was, as a noun: "Selection", "Colours". */
  name: string;
  undo(): void;
  redo(): void;
}

/** More steps than this are not kept. */
export const mostSteps = 200;

const past = signal<readonly Step[]>([]);
const future = signal<readonly Step[]>([]);

/** Names of what undoing takes back and redoing brings back; null when there is nothing. */
export const undoable = computed(() => past.value[past.value.length - 1]?.name ?? null);
export const redoable = computed(() => future.value[future.value.length - 1]?.name ?? null);

/** Remembers a step that was just done. What was undone before it cannot come back any more. */
export function recordStep(step: Step): void {
  past.value = [...past.peek().slice(-(mostSteps - 1)), step];
  future.value = [];
}

/** Puts `step` in the place of the newest one, which it continues. */
export function replaceStep(step: Step): void {
  past.value = [...past.peek().slice(0, -1), step];
  future.value = [];
}

export function undo(): void {
  const step = past.peek()[past.peek().length - 1];
  if (step !== undefined) {
    past.value = past.peek().slice(0, -1);
    future.value = [...future.peek(), step];
    step.undo();
  }
}

export function redo(): void {
  const step = future.peek()[future.peek().length - 1];
  if (step !== undefined) {
    future.value = future.peek().slice(0, -1);
    past.value = [...past.peek(), step];
    step.redo();
  }
}

/** Another data set: what was done with the one before cannot be taken back here. */
export function forgetSteps(): void {
  past.value = [];
  future.value = [];
}
