import { signal } from '@preact/signals';

/** What dragging and clicking on the map do: move the camera, draw around points, or move it and edit the selection by clicks. */
export type Tool = 'orbit' | 'box' | 'lasso' | 'edit';

export interface CameraPose {
  orthographic: boolean;
  position: [number, number, number];
  target: [number, number, number];
  zoom: number;
}

export const tool = signal<Tool>('orbit');
/** 2 or 3: how the map is looked at. Follows the positions. */
export const viewDimensions = signal<2 | 3>(3);
/** Counts up; the scene resets its camera whenever it changes. */
export const resetRequests = signal(0);
/** The pose the scene has; written by the scene when a movement ends. */
export const cameraPose = signal<CameraPose | null>(null);
/** Whether the map moved the camera there by itself, to fit another layout; written by the scene before the pose. */
export const poseIsOwn = signal(false);
/** A pose that the scene should take (from the address, a bookmark); the scene sets it back to null. */
export const wantedPose = signal<CameraPose | null>(null);

export function resetView(): void {
  resetRequests.value += 1;
}

/** Takes a tool; the one in hand is put down for the first. */
export function takeTool(next: Tool): void {
  tool.value = tool.peek() === next ? 'orbit' : next;
}
