/**
 * Colours in OKLab, where equal distances look about equally different (B. Ottosson, "A perceptual color space for image
 * processing", 2020), and contrast as WCAG 2.2 defines it.
 */
export interface Oklab {
  /** Lightness, 0 black to 1 white. */
  L: number;
  a: number;
  b: number;
}

/** Lightness, chroma and hue (in degrees) as OKLab. */
export function fromLch(L: number, chroma: number, hue: number): Oklab {
  const radians = (hue * Math.PI) / 180;
  return { L, a: chroma * Math.cos(radians), b: chroma * Math.sin(radians) };
}

export function fromHex(hex: string): Oklab {
  const [r, g, b] = linearRgb(hex);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {
    L: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  };
}

/** Linear light of red, green and blue; outside 0 to 1 where the screen cannot show the colour. */
export function toLinearRgb({ L, a, b }: Oklab): [number, number, number] {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

export function canBeDisplayed(color: Oklab): boolean {
  return toLinearRgb(color).every((part) => part >= -1e-4 && part <= 1.0001);
}

/** "#rrggbb"; parts that the screen cannot show are cut to what it can. */
export function toHex(color: Oklab): string {
  const parts = toLinearRgb(color).map((linear) => {
    const value = Math.min(1, Math.max(0, linear));
    const encoded = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
    return Math.round(encoded * 255)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${parts.join('')}`;
}

export function distance(p: Oklab, q: Oklab): number {
  return Math.hypot(p.L - q.L, p.a - q.a, p.b - q.b);
}

/** Relative luminance, 0 to 1 (WCAG 2.2). */
export function luminance(hex: string): number {
  const [r, g, b] = linearRgb(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio, 1 to 21 (WCAG 2.2). */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((p, q) => p - q) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** The colour, made darker or lighter until it stands out from the ground by at least 3:1, as WCAG asks of graphics. */
export function readableOn(hex: string, ground: string): string {
  const step = luminance(ground) > 0.5 ? -0.01 : 0.01;
  let color = fromHex(hex);
  let result = hex;
  while (contrast(result, ground) < 3.05 && color.L > 0 && color.L < 1) {
    color = { L: color.L + step, a: color.a, b: color.b };
    result = toHex(color);
  }
  return result;
}

function linearRgb(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  const part = (shift: number): number => {
    const encoded = ((value >> shift) & 255) / 255;
    return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
  };
  return [part(16), part(8), part(0)];
}
