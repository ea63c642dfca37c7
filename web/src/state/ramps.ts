import type { RampName } from './colorScale';
import { fromLch, toHex, type Oklab } from './oklab';

export const rampSteps = 256;

/** Lightness, chroma and hue at equal distances along a ramp. */
type Points = readonly (readonly [number, number, number])[];

/** From the lowest value to the highest: violet, blue, green, to amber or yellow. */
const perceptual: Readonly<Record<'light' | 'dark', Points>> = {
  light: [
    [0.28, 0.13, 302],
    [0.39, 0.13, 274],
    [0.48, 0.11, 236],
    [0.55, 0.1, 190],
    [0.61, 0.13, 150],
    [0.655, 0.13, 98],
  ],
  dark: [
    [0.52, 0.17, 302],
    [0.58, 0.15, 268],
    [0.66, 0.12, 225],
    [0.74, 0.13, 175],
    [0.83, 0.17, 135],
    [0.93, 0.17, 105],
  ],
};

/**
 * Blue below, orange above: the two hues that every kind of colour vision tells apart. The centre is the strongest contrast to the ground,
 * so that it is never taken for a missing value, which is a grey in the middle.
 */
const diverging: Readonly<Record<'light' | 'dark', Points>> = {
  light: [
    [0.64, 0.15, 243],
    [0.45, 0.13, 255],
    [0.25, 0.01, 270],
    [0.45, 0.12, 45],
    [0.66, 0.16, 55],
  ],
  dark: [
    [0.56, 0.17, 258],
    [0.75, 0.11, 245],
    [0.96, 0.01, 100],
    [0.77, 0.13, 65],
    [0.6, 0.16, 45],
  ],
};

/** The ends that TensorBoard's projector mixes in RGB. Its pale end hardly stands out from a light ground, nor its dark one from a dark. */
const yellowBlue = ['#ffffdd', '#1f2d86'] as const;

const cache = new Map<string, readonly string[]>();

/** The 256 colours of a ramp from the lowest value to the highest. All but `yellow-blue` keep at least 3:1 against the ground. */
export function rampColors(name: RampName, dark: boolean, inverted = false): readonly string[] {
  const key = `${name} ${dark} ${inverted}`;
  const known = cache.get(key);
  if (known !== undefined) {
    return known;
  }
  const colors = inverted ? rampColors(name, dark).toReversed() : drawn(name, dark);
  cache.set(key, colors);
  return colors;
}

function drawn(name: RampName, dark: boolean): string[] {
  if (name === 'yellow-blue') {
    return steps((share) => mixedHex(yellowBlue[0], yellowBlue[1], share));
  }
  const points = (name === 'diverging' ? diverging : perceptual)[dark ? 'dark' : 'light'].map((point) =>
    fromLch(...point),
  );
  return steps((share) => {
    const place = share * (points.length - 1);
    const index = Math.min(Math.floor(place), points.length - 2);
    return toHex(mixed(points[index], points[index + 1], place - index));
  });
}

function steps(color: (share: number) => string): string[] {
  return Array.from({ length: rampSteps }, (_, step) => color(step / (rampSteps - 1)));
}

function mixed(from: Oklab | undefined, to: Oklab | undefined, share: number): Oklab {
  if (from === undefined || to === undefined) {
    throw new Error('A ramp has at least two points.');
  }
  const mix = (p: number, q: number): number => p + (q - p) * share;
  return { L: mix(from.L, to.L), a: mix(from.a, to.a), b: mix(from.b, to.b) };
}

function part(hex: string, at: number): number {
  return Number.parseInt(hex.slice(at, at + 2), 16);
}

function mixedHex(from: string, to: string, share: number): string {
  return `#${[1, 3, 5]
    .map((at) => Math.round(part(from, at) + (part(to, at) - part(from, at)) * share))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`;
}
