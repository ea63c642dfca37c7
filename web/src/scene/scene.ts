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
  const canvas = document.createElement('canvas');
  canvas.tabIndex = 0;
  canvas.setAttribute('aria-label', 'Map');
  container.append(canvas);
  const context = canvas.getContext('webgl2');
  return {
    dispose: () => canvas.remove(),
    positionOnScreen: () => null,
    failure: context === null ? 'This browser cannot draw the map: WebGL 2 is missing or switched off.' : null,
  };
}
