import { signal } from '@preact/signals';

/** A picture of the map that the person wants as a file. */
export interface PictureRequest {
  kind: 'png' | 'svg';
  /** Pixels of the picture for each CSS pixel of the map. */
  multiple: number;
  /** Leaves out the ground. */
  transparent: boolean;
  legend: boolean;
}

export const pictureMultiples = { least: 1, normal: 2, most: 16 } as const;
/** Points of a picture of lines and letters: beyond them a file of millions of circles serves nobody. */
export const mostPointsInSvg = 20_000;

export const exportOpen = signal(false);
/** What the scene should make; it sets it back to null. */
export const wantedPicture = signal<PictureRequest | null>(null);
/** The picture that was made, until it is saved. */
export const madePicture = signal<{ content: Blob; extension: string } | null>(null);
/** Why no picture was made, in words for the person. */
export const pictureProblem = signal<string | null>(null);

export function askForPicture(request: PictureRequest): void {
  pictureProblem.value = null;
  wantedPicture.value = request;
}
