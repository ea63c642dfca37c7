import type { Camera, WebGLRenderer } from 'three';
import type { Area } from './area';
import type { MapColors } from './mapColors';
import type { PlacedRows } from './placedRows';
import type { Projector } from './projecting';
import type { Viewpoint } from './viewpoint';

/** What is drawn of the rows at once: all of them, a fair sample (rowSample.ts), or a run of them that completes a picture. */
export type RowPart = { of: 'all' } | { of: 'sample'; level: number } | { of: 'run'; first: number; count: number };

/** Whether what lies behind the rows is to be drawn before this part of them. */
export function isFirstPart(part: RowPart): boolean {
  return part.of !== 'run' || part.first === 0;
}

/** What a layer needs to draw one picture. Lengths are CSS pixels unless said otherwise. */
export interface Frame {
  renderer: WebGLRenderer;
  camera: Camera;
  viewpoint: Viewpoint;
  projector: Projector;
  /** The canvas above the points, cleared before each picture and scaled so that its unit is a CSS pixel. */
  overlay: CanvasRenderingContext2D;
  width: number;
  height: number;
  /** Pixels of the target per CSS pixel. */
  pixelRatio: number;
  colors: MapColors;
  /** How far the rows have glided from where they were (0) to where they belong (1). */
  glide: number;
  part: RowPart;
  /** Whether the row under the pointer is drawn as such: the picture that is kept shows it as any other, and it is drawn over that. */
  showsHover: boolean;
  /** Whether pixels have several samples, and alpha is a share of them. */
  multisampled: boolean;
  /** The area that is being drawn by hand. */
  area: Area | null;
}

/**
 * One thing that is drawn on the map. Layers draw in the order of the list in `layers/index.ts`, each over the ones before.
 * They read the state when they draw and never call each other.
 */
export interface Layer {
  /** Takes over the rows of newly opened data. Called again only when the number of rows or the data set changes. */
  setData(rows: PlacedRows): void;
  /** Draws into the picture of the rows, which is kept until something of it changes. */
  draw?(frame: Frame): void;
  /** Draws over that picture, in each frame: text, lines and what follows the pointer. Cheap, however many rows there are. */
  drawOver?(frame: Frame): void;
  dispose(): void;
}
