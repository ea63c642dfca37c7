import { describe, expect, it } from 'vitest';
import { FramePacing } from '../../src/scene/framePacing';

function pacingOf(rows: number, software = false): FramePacing {
  const pacing = new FramePacing(software);
  pacing.begin(rows, 'points');
  return pacing;
}

/** Draws `pictures` pictures on a card that takes so long for a row. */
function draw(pacing: FramePacing, rows: number, perRow: number, pictures: number): void {
  for (let i = 0; i < pictures; i++) {
    pacing.took(2 + (rows / 2 ** pacing.level) * perRow);
  }
}

describe('how much of the map is drawn at once', () => {
  it('is all of it on a card that is quick enough', () => {
    const pacing = pacingOf(1_000_000);
    draw(pacing, 1_000_000, 10e-6, 100);
    expect(pacing.level).toBe(0);
  });

  it('is thinned out within a few pictures on a slow one, and stays so', () => {
    const pacing = pacingOf(1_000_000);
    draw(pacing, 1_000_000, 1e-3, 4);
    const { level } = pacing;
    expect(1_000_000 / 2 ** level).toBeLessThan(70_000);
    draw(pacing, 1_000_000, 1e-3, 200);
    expect(Math.abs(pacing.level - level)).toBeLessThanOrEqual(1);
    const settled = pacing.level;
    draw(pacing, 1_000_000, 1e-3, 200);
    expect(pacing.level).toBe(settled);
  });

  it('grows again when pictures become quick', () => {
    const pacing = pacingOf(1_000_000);
    draw(pacing, 1_000_000, 1e-3, 10);
    draw(pacing, 1_000_000, 1e-6, 200);
    expect(pacing.level).toBe(0);
  });

  it('does not heed a single slow picture', () => {
    const pacing = pacingOf(1_000_000);
    for (let i = 0; i < 20; i++) {
      pacing.took(i % 5 === 0 ? 900 : 15);
    }
    expect(pacing.level).toBe(0);
  });

  it('never thins out a few thousand rows', () => {
    const pacing = pacingOf(5000);
    draw(pacing, 5000, 1, 20);
    expect(pacing.level).toBe(0);
  });

  it('begins with a guess where the processor draws', () => {
    expect(pacingOf(10_000, true).level).toBe(0);
    expect(pacingOf(1_000_000, true).level).toBeGreaterThan(3);
  });
});
