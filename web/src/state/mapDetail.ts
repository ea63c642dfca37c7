import { signal } from '@preact/signals';

/** How much of the rows the picture shows while it is not all of them; written by the scene. */
export interface MapDetail {
  /** One row of so many is drawn. */
  oneOf: number;
  /** Whether the map moves; else the rest is being drawn. */
  moving: boolean;
}

/** Null while every row is drawn. */
export const mapDetail = signal<MapDetail | null>(null);
/** The person wants every row in every picture, however slow. */
export const drawsAll = signal(false);
