/** A colour as the shaders take it: red, green, blue from 0 to 1, as displayed (sRGB). */
export type Rgb = [number, number, number];

/** The colours of the page that the map uses. */
export interface MapColors {
  ground: Rgb;
  ink: Rgb;
  accent: Rgb;
  neutralPoint: Rgb;
  /** System font stack of the page, for labels. */
  font: string;
}

const fallbacks = {
  light: { '--ground': '#fafafa', '--ink': '#1b1c1f', '--accent': '#1f5fd6', '--neutral-point': '#5b6f9c' },
  dark: { '--ground': '#131416', '--ink': '#ececee', '--accent': '#6ea2ff', '--neutral-point': '#8fa3cf' },
} as const;

/** Reads the custom properties in effect at an element, whatever CSS syntax they are written in. */
export function readMapColors(element: HTMLElement, dark: boolean): MapColors {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const read = (name: keyof typeof fallbacks.light): Rgb => {
    const fallback = fallbacks[dark ? 'dark' : 'light'][name];
    probe.style.color = `var(${name}, ${fallback})`;
    if (context === null) {
      return parseHex(fallback);
    }
    context.fillStyle = fallback;
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
    return [r / 255, g / 255, b / 255];
  };
  const colors = {
    ground: read('--ground'),
    ink: read('--ink'),
    accent: read('--accent'),
    neutralPoint: read('--neutral-point'),
    font: getComputedStyle(element).fontFamily || 'system-ui, sans-serif',
  };
  probe.remove();
  return colors;
}

/** "#rrggbb" as red, green, blue; black when it is something else. */
export function parseHex(hex: string): Rgb {
  const value = /^#[0-9a-f]{6}$/i.test(hex) ? Number.parseInt(hex.slice(1), 16) : 0;
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

/** For canvas text and lines. */
export function cssColor([r, g, b]: Rgb, alpha = 1): string {
  return `rgb(${Math.round(r * 255)} ${Math.round(g * 255)} ${Math.round(b * 255)} / ${alpha})`;
}
