import { describe, expect, it } from 'vitest';
import { rowToward } from '../../src/scene/walking';

const from = { x: 100, y: 100 };

describe('walking to a neighbor', () => {
  it('takes the nearest that lies that way on the screen', () => {
    const rows = [
      [1, { x: 180, y: 110 }],
      [2, { x: 130, y: 105 }],
      [3, { x: 95, y: 100 }],
    ] as const;
    expect(rowToward(from, [1, 0], rows)).toBe(2);
    expect(rowToward(from, [-1, 0], rows)).toBe(3);
  });

  it('prefers what lies straight ahead to what is nearer but aside', () => {
    const rows = [
      [1, { x: 118, y: 84 }],
      [2, { x: 140, y: 100 }],
    ] as const;
    expect(rowToward(from, [1, 0], rows)).toBe(2);
  });

  it('stays where it is when nothing lies that way', () => {
    expect(rowToward(from, [0, -1], [[1, { x: 100, y: 140 }]])).toBeNull();
    expect(rowToward(from, [0, -1], [[1, { x: 190, y: 90 }]])).toBeNull();
  });
});
