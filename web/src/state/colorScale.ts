/** How the numbers of a column become colours. */
export interface ColorScale {
  ramp: RampName;
  inverted: boolean;
  /** The value at the lower end of the ramp; null for the smallest of the column. */
  from: number | null;
  /** The value at the upper end; null for the largest. */
  to: number | null;
  /** The value in the middle of a diverging ramp; null for zero where the ends enclose it, else for the median. */
  center: number | null;
}

export const rampNames = ['perceptual', 'diverging', 'yellow-blue'] as const;
export type RampName = (typeof rampNames)[number];

export const defaultScale: ColorScale = { ramp: 'perceptual', inverted: false, from: null, to: null, center: null };

/** A scale over the values of one column: where its ends and its centre are. */
export interface Span {
  min: number;
  max: number;
  /** Null unless the ramp has a centre. */
  center: number | null;
}

/**
 * The ends and the centre of a scale over the values of the rows (those that are no finite numbers do not count). A centre outside of the
 * ends moves the end next to it there.
 */
export function spanOf(scale: ColorScale, numbers: Float64Array, codes: Int32Array): Span {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const number of numbers) {
    if (Number.isFinite(number)) {
      min = Math.min(min, number);
      max = Math.max(max, number);
    }
  }
  min = scale.from ?? min;
  max = Math.max(scale.to ?? max, min);
  if (scale.ramp !== 'diverging') {
    return { min, max, center: null };
  }
  const center = scale.center ?? (min < 0 && max > 0 ? 0 : clamped(medianOf(numbers, codes), min, max));
  return { min: Math.min(min, center), max: Math.max(max, center), center };
}

/** The place of a value on the ramp, 0 at its lower end to 1 at its upper one; each side of a centre is stretched by itself. */
export function placeOf(value: number, { min, max, center }: Span): number {
  const within = clamped(value, min, max);
  if (center === null) {
    return max > min ? (within - min) / (max - min) : 0;
  }
  if (within < center) {
    return 0.5 - (0.5 * (center - within)) / (center - min);
  }
  return within > center ? 0.5 + (0.5 * (within - center)) / (max - center) : 0.5;
}

/** The median over the rows, which holds each value as often as it occurs: the mean of the two in the middle where they are even. */
function medianOf(numbers: Float64Array, codes: Int32Array): number {
  const counts = new Uint32Array(numbers.length);
  let rows = 0;
  for (const code of codes) {
    if (Number.isFinite(numbers[code] ?? Number.NaN)) {
      counts[code] = (counts[code] ?? 0) + 1;
      rows++;
    }
  }
  const order = Array.from(numbers.keys())
    .filter((code) => (counts[code] ?? 0) > 0)
    .sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
  const at = (rank: number): number => {
    let passed = 0;
    for (const code of order) {
      passed += counts[code] ?? 0;
      if (passed > rank) {
        return numbers[code] ?? 0;
      }
    }
    return 0;
  };
  return (at(Math.floor((rows - 1) / 2)) + at(Math.floor(rows / 2))) / 2;
}

function clamped(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
