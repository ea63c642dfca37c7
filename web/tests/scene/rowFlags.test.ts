import { describe, expect, it } from 'vitest';
import { flag, RowFlags } from '../../src/scene/rowFlags';
import { RowSet } from '../../src/state/rowSet';

function flags(n: number): { flags: RowFlags; touched: () => number[] } {
  const runs: number[] = [];
  const made = new RowFlags(n, (first, count) => {
    for (let row = first; row < first + count; row++) {
      runs.push(row);
    }
  });
  return { flags: made, touched: () => runs.splice(0).sort((a, b) => a - b) };
}

describe('the flags of rows', () => {
  it('touch only the row that was hovered and the one that is', () => {
    const { flags: f, touched } = flags(1_000_000);
    f.setHovered(7);
    expect(touched()).toEqual([7]);
    f.setHovered(999_999);
    expect(touched()).toEqual([7, 999_999]);
    expect([f.bytes[7], f.bytes[999_999]]).toEqual([0, flag.hovered]);
  });

  it('keep what else a row is when its selection ends', () => {
    const { flags: f } = flags(4);
    f.setSelected(RowSet.of([1, 2]));
    f.setHovered(1);
    f.setSelected(RowSet.of([3]));
    expect([...f.bytes]).toEqual([0, flag.hovered, 0, flag.selected]);
  });

  it('hold how close a neighbor is, 15 for the nearest and 0 for the farthest', () => {
    const { flags: f } = flags(5);
    f.setHovered(2);
    f.setNeighbors([
      { row: 1, distance: 0.5 },
      { row: 2, distance: 1 },
      { row: 3, distance: 1.5 },
    ]);
    expect([...f.bytes].map((b) => b >> 4)).toEqual([0, 15, 8, 0, 0]);
    expect([...f.bytes].map((b) => b & 15)).toEqual([0, flag.neighbor, flag.neighbor | flag.hovered, flag.neighbor, 0]);
    f.setNeighbors([]);
    expect([...f.bytes]).toEqual([0, 0, flag.hovered, 0, 0]);
  });

  it('hide the rows of a mask and those without a place', () => {
    const { flags: f } = flags(6);
    f.setHidden(Uint8Array.of(1, 0, 1, 0, 0, 1), [4]);
    expect([0, 1, 2, 3, 4, 5].filter((row) => !f.isHidden(row))).toEqual([1, 3]);
    f.setHidden(null, []);
    expect([0, 1, 2, 3, 4, 5].some((row) => f.isHidden(row))).toBe(false);
  });

  it('count rows beyond the last as hidden and leave them alone', () => {
    const { flags: f } = flags(2);
    f.setSelected(RowSet.of([5]));
    f.setHovered(9);
    f.setNeighbors([{ row: 2, distance: 1 }]);
    expect(f.isHidden(5)).toBe(true);
    expect([...f.bytes]).toEqual([0, 0]);
  });

  it('go up in one run when very many rows change', () => {
    let runs = 0;
    const f = new RowFlags(10_000, () => runs++);
    f.setSelected(RowSet.of(Array.from({ length: 5000 }, (_, i) => i * 2)));
    expect(runs).toBe(1);
  });
});
