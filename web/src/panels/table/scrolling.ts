/** CSS pixels. */
export const rowHeight = 26;
/** No browser scrolls much further than this, in CSS pixels. */
export const furthest = 12_000_000;

/**
 * Where a table stands that may be higher than a browser can scroll. `offset` is how far its rows are moved up, in pixels of the rows themselves;
 * the scroll bar moves along a height of at most `furthest`.
 */
export interface Track {
  /** Height of all rows. */
  whole: number;
  /** Height of what is in sight. */
  view: number;
}

export function trackHeight({ whole }: Track): number {
  return Math.min(whole, furthest);
}

export function offsetAt(track: Track, scrollTop: number): number {
  const [reach, way] = [track.whole - track.view, trackHeight(track) - track.view];
  return way <= 0 ? 0 : track.whole <= furthest ? scrollTop : (scrollTop / way) * reach;
}

export function scrollTopAt(track: Track, offset: number): number {
  const [reach, way] = [track.whole - track.view, trackHeight(track) - track.view];
  return reach <= 0 ? 0 : track.whole <= furthest ? offset : (offset / reach) * way;
}

export function bounded(track: Track, offset: number): number {
  return Math.max(0, Math.min(track.whole - track.view, offset));
}
