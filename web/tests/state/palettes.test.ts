import { describe, expect, it } from 'vitest';
import { contrast, distance, fromHex, luminance, toHex } from '../../src/state/oklab';
import { distinctColors, grounds, missingColor, mostCategories, otherColor } from '../../src/state/palettes';

describe.each([
  ['light', false],
  ['dark', true],
] as const)('on the %s ground', (name, dark) => {
  const ground = grounds[name];

  it('a thousand categories get a thousand different colours', () => {
    const colors = distinctColors(mostCategories, dark);
    expect(new Set(colors).size).toBe(mostCategories);
    expect(colors).not.toContain(missingColor[name]);
  });

  it('every category colour stands out from the ground by 3 to 1', () => {
    const faint = distinctColors(mostCategories, dark).filter((color) => contrast(color, ground) < 3);
    expect(faint).toEqual([]);
  });

  it('the grey of other values stands out from the ground and is not that of a missing value', () => {
    expect(contrast(otherColor[name], ground)).toBeGreaterThan(3);
    expect(distance(fromHex(otherColor[name]), fromHex(missingColor[name]))).toBeGreaterThan(0.1);
  });

  it('a longer list begins with the shorter one', () => {
    expect(distinctColors(200, dark).slice(0, 12)).toEqual(distinctColors(12, dark));
  });

  it('the first fifty colours are clearly apart from each other and from a missing value', () => {
    const colors = [missingColor[name], ...distinctColors(50, dark)].map(fromHex);
    const distances = colors.flatMap((p, i) => colors.slice(i + 1).map((q) => distance(p, q)));
    expect(Math.min(...distances)).toBeGreaterThan(0.05);
  });
});

describe('oklab', () => {
  it.each(['#000000', '#ffffff', '#0072b2', '#d55e00', '#12f4a9'])('%s survives the way there and back', (hex) => {
    expect(toHex(fromHex(hex))).toBe(hex);
  });

  it('contrast is that of WCAG: 21 for black on white, 4.54 for #767676 on white', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
    expect(luminance('#ffffff')).toBeCloseTo(1, 6);
  });
});
