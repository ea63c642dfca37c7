import { MapView } from './mapView';
import { createStage } from './stage';

/** The map: a canvas and its labels, drawn from the state until disposed. */
export interface SceneHandle {
  dispose(): void;
  /** Where a row is drawn, in CSS pixels from the top left of the container; null while it is out of view or not drawn. */
  positionOnScreen(row: number): { x: number; y: number } | null;
  /** Why nothing can be drawn, in words for the person; null when all is well. */
  readonly failure: string | null;
}

/** Puts the map into `container`. Never throws: when the browser cannot draw it, `failure` says why. */
export function createScene(container: HTMLElement): SceneHandle {
  const stage = createStage(container);
  if ('failure' in stage) {
    return { dispose: () => undefined, positionOnScreen: () => null, failure: stage.failure };
  }
  const view = new MapView(stage);
  return {
    dispose: () => {
      view.dispose();
      stage.dispose();
    },
    positionOnScreen: (row) => view.positionOnScreen(row),
    failure: null,
  };
}
