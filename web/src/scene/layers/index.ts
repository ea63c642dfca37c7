import type { WebGLRenderer } from 'three';
import type { Layer } from '../layer';
import { PointsLayer } from './pointsLayer';

/** What layers may use beyond a frame. */
export interface LayerTools {
  renderer: WebGLRenderer;
  /** Asks for another picture, when something has arrived by itself. */
  redraw(): void;
}

/** All that is drawn, from the back to the front. A new layer is one file and one line here. */
export function createLayers(_tools: LayerTools): Layer[] {
  return [new PointsLayer()];
}
