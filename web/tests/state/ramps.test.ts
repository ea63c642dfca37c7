import { describe, expect, it } from 'vitest';
import { contrast, distance, fromHex } from '../../src/state/oklab';
import { grounds, missingColor } from '../../src/state/palettes';
import { rampColors } from '../../src/state/ramps';

const lights = (colors: readonly string[]) => colors.map((color) => fromHex(color).L);

describe.each([
  ['light', false],
  ['dark', true],
] as const)('on the %s ground', (name, dark) => {
  it('the perceptual ramp grows lighter from end to end', () => {
    const [first, ...rest] = lights(rampColors('perceptual', dark));
    let before = first ?? 0;
    for (const light of rest) {
      expect(light).toBeGreaterThan(before - 0.004);
      before = light;
    }
  });

  it.each(['perceptual', 'diverging'] as const)('the %s ramp stands out throughout', (ramp) => {
    const colors = rampColors(ramp, dark);
    expect(colors).toHaveLength(256);
    expect(colors.filter((color) => contrast(color, grounds[name]) < 3)).toEqual([]);
  });

  it('no colour of the diverging ramp is taken for a missing value', () => {
    const missing = fromHex(missingColor[name]);
    const nearest = Math.min(...rampColors('diverging', dark).map((color) => distance(fromHex(color), missing)));
    expect(nearest).toBeGreaterThan(0.08);
  });

  it('the diverging ramp is blue below, orange above, without hue in the middle, and strongest there', () => {
    const colors = rampColors('diverging', dark).map(fromHex);
    expect(colors[40]?.b).toBeLessThan(-0.05);
    expect(colors[215]?.b).toBeGreaterThan(0.05);
    expect(Math.hypot(colors[128]?.a ?? 1, colors[128]?.b ?? 1)).toBeLessThan(0.03);
    const strongest = colors.map(({ L }) => (dark ? L : -L));
    expect(strongest.indexOf(Math.max(...strongest))).toBeCloseTo(127.5, -1);
  });

  it('an inverted ramp is the same from the other end', () => {
    expect(rampColors('perceptual', dark, true)).toEqual(rampColors('perceptual', dark).toReversed());
  });
});

it('the ramp of the original is the same on both grounds', () => {
  expect(rampColors('yellow-blue', false)).toEqual(rampColors('yellow-blue', true));
  expect([0, 255].map((step) => rampColors('yellow-blue', false)[step])).toEqual(['#ffffdd', '#1f2d86']);
});
