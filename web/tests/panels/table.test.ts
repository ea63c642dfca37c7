import { describe, expect, it } from 'vitest';
import { columnsInSight, widthOf } from '../../src/panels/table/columnWidths';
import { bounded, furthest, offsetAt, scrollTopAt, trackHeight } from '../../src/panels/table/scrolling';

describe('a table that is higher than a browser can scroll', () => {
  const track = { whole: 26_000_000, view: 234 };

  it('reaches its last row, and comes back to where it was', () => {
    expect(trackHeight(track)).toBe(furthest);
    expect(offsetAt(track, furthest - track.view)).toBeCloseTo(track.whole - track.view, 3);
    expect(offsetAt(track, scrollTopAt(track, 1_234_567))).toBeCloseTo(1_234_567, 3);
    expect(bounded(track, 1e9)).toBe(track.whole - track.view);
  });

  it('scrolls a pixel for a pixel where it can', () => {
    const small = { whole: 2600, view: 234 };
    expect([offsetAt(small, 77), scrollTopAt(small, 77), trackHeight(small)]).toEqual([77, 77, 2600]);
    expect([scrollTopAt({ whole: 26, view: 234 }, 0), bounded({ whole: 26, view: 234 }, 50)]).toEqual([0, 0]);
  });
});

describe('the columns in sight', () => {
  const widths = [100, 50, 200, 80];

  it('are those that the window cuts, and the others leave their room', () => {
    expect(columnsInSight(widths, 0, 120)).toEqual({ first: 0, last: 2, before: 0, after: 280 });
    expect(columnsInSight(widths, 149, 60)).toEqual({ first: 1, last: 3, before: 100, after: 80 });
    expect(columnsInSight(widths, 1000, 60)).toEqual({ first: 3, last: 4, before: 350, after: 0 });
    expect(columnsInSight([], 0, 60)).toEqual({ first: 0, last: 0, before: 0, after: 0 });
  });

  it('are as wide as their texts, within reason', () => {
    const info = { index: 0, name: 'id', kind: 'text', distinct: 1, missing: 0, min: null, max: null } as const;
    expect(widthOf(info, 1)).toBe(64);
    expect(widthOf(info, 20)).toBe(158);
    expect(widthOf(info, 900)).toBe(260);
  });
});
