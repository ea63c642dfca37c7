import { describe, expect, it } from 'vitest';
import { LabelPlacement, type LabelRequest, type PlacedLabel } from '../../src/scene/labelPlacement';
import { shortened } from '../../src/scene/labelText';

const [width, height] = [600, 400];

function request(row: number, x: number, y: number, rank = 2): LabelRequest {
  return { row, text: String(row), x, y, gap: 6, width: 60, height: 16, rank };
}

function overlap(a: PlacedLabel, b: PlacedLabel): boolean {
  return (
    a.left < b.left + b.request.width &&
    b.left < a.left + a.request.width &&
    a.top < b.top + b.request.height &&
    b.top < a.top + a.request.height
  );
}

const rowsOf = (placed: PlacedLabel[]) => placed.map(({ request: r }) => r.row);

describe('placing labels', () => {
  it('lets none cover another and keeps all within the view', () => {
    const crowd = Array.from({ length: 500 }, (_, i) =>
      request(i, (Math.sin(i * 7.7) * 0.5 + 0.5) * width, (Math.cos(i * 3.3) * 0.5 + 0.5) * height),
    );
    const placed = new LabelPlacement().place(crowd, width, height);
    expect(placed.length).toBeGreaterThan(20);
    placed.forEach((a, i) => {
      expect(placed.slice(i + 1).filter((b) => overlap(a, b))).toEqual([]);
      expect(a.left).toBeGreaterThanOrEqual(0);
      expect(a.left + a.request.width).toBeLessThanOrEqual(width);
    });
  });

  it('prefers the more important, then the earlier', () => {
    const placed = new LabelPlacement().place(
      [request(1, 100, 100), request(2, 101, 100), request(3, 102, 100), request(4, 103, 101, 0)],
      width,
      height,
    );
    expect(rowsOf(placed)).toEqual([4, 1]);
  });

  it('goes to the left where the right is taken or outside', () => {
    const [label] = new LabelPlacement().place([request(1, width - 10, 50)], width, height);
    expect(label?.side).toBe('left');
  });

  it('keeps what is shown although something else of its rank would now come first', () => {
    const placement = new LabelPlacement();
    placement.place([request(1, 100, 100), request(2, 400, 100)], width, height);
    const placed = placement.place([request(9, 100, 101), request(8, 98, 99), request(1, 100, 100)], width, height);
    expect(rowsOf(placed)).toContain(1);
    expect(placed.find((p) => p.request.row === 1)?.side).toBe('right');
  });

  it('gives way to something more important', () => {
    const placement = new LabelPlacement();
    const before = placement.place([request(1, 100, 100), request(2, 30, 100)], width, height);
    expect(rowsOf(before)).toContain(1);
    const placed = placement.place(
      [request(1, 100, 100), request(5, 102, 100, 0), request(6, 200, 100, 0)],
      width,
      height,
    );
    expect(rowsOf(placed)).toEqual(expect.arrayContaining([5, 6]));
    placed.forEach((a, i) => expect(placed.slice(i + 1).some((b) => overlap(a, b))).toBe(false));
  });

  it('needs more room to appear than to stay, so that nothing flickers at the brink', () => {
    const placement = new LabelPlacement();
    // So near to the left rim that only the right side is left.
    const tight = [request(1, 40, 100, 0), request(2, 40, 117)];
    expect(rowsOf(placement.place(tight, width, height))).toEqual([1]);
    placement.place([request(1, 40, 100, 0), request(2, 40, 125)], width, height);
    expect(rowsOf(placement.place(tight, width, height))).toEqual([1, 2]);
  });

  it('centres a name that stands over its point', () => {
    const [label] = new LabelPlacement().place([{ ...request(1, 100, 50), gap: null }], width, height);
    expect(label?.left).toBe(70);
    expect(label?.top).toBe(42);
  });

  it('leaves out points outside of the view', () => {
    expect(new LabelPlacement().place([request(1, -5, 100), request(2, 100, 900)], width, height)).toEqual([]);
  });
});

describe('the text of a label', () => {
  it('is one line', () => {
    expect(shortened('  a\n\tb  ')).toBe('a b');
  });

  it('is cut at 48 characters with an ellipsis', () => {
    expect(shortened('x'.repeat(48))).toBe('x'.repeat(48));
    expect(shortened('x'.repeat(49))).toBe(`${'x'.repeat(47)}…`);
  });

  it('counts an emoji of many parts as one and never cuts it', () => {
    const family = '👩‍👩‍👧';
    expect(shortened(family.repeat(48))).toBe(family.repeat(48));
    expect(shortened(family.repeat(60))).toBe(`${family.repeat(47)}…`);
  });
});
