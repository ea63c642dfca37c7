import { canBeDisplayed, contrast, distance, fromHex, fromLch, readableOn, toHex, type Oklab } from './oklab';

/** The grounds that the map is drawn on; tokens.css has the same values. */
export const grounds = { light: '#fafafb', dark: '#101114' } as const;

/** What a missing value looks like. */
export const missingColor = { light: '#8f9299', dark: '#74777f' } as const;

/** What the values share that are too many for a colour each. */
export const otherColor = { light: '#5f636c', dark: '#a2a6b0' } as const;

/** More categories than this cannot be told apart by any colours. */
export const mostCategories = 1000;

/**
 * Eight colours that people with every kind of colour vision tell apart (Okabe and Ito, "Color Universal Design", 2008), in an
 * order that puts the strongest first. The scheme's black becomes a slate that stands out from the ground and from a missing value.
 */
const okabeIto = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#f0e442'];
const slate = { light: '#3d4654', dark: '#d5dae6' } as const;

const cache = new Map<string, string[]>();

/**
 * `count` different colours for the ground, each at least 3:1 against it, never one twice. The first eight are Okabe and Ito's;
 * each later one is the candidate that is farthest from all before it (the way of Glasbey et al., "Colour displays for
 * categorical images", 2007), so that a longer list begins with the shorter one.
 */
export function distinctColors(count: number, dark: boolean): readonly string[] {
  const ground = dark ? grounds.dark : grounds.light;
  const key = ground;
  const known = cache.get(key);
  if (known !== undefined && known.length >= count) {
    return known.slice(0, count);
  }
  const wanted = Math.min(Math.max(count, 64), mostCategories);
  const colors = extend(
    [...okabeIto, dark ? slate.dark : slate.light].map((hex) => readableOn(hex, ground)),
    wanted,
    dark,
  );
  cache.set(key, colors);
  return colors.slice(0, count);
}

function extend(start: readonly string[], count: number, dark: boolean): string[] {
  const chosen = [...start];
  const pool = candidates(dark);
  const avoided = [...start, dark ? missingColor.dark : missingColor.light].map(fromHex);
  const nearest = pool.map((candidate) => Math.min(...avoided.map((color) => distance(color, candidate.color))));
  while (chosen.length < count) {
    let best = 0;
    for (let i = 1; i < pool.length; i++) {
      if ((nearest[i] ?? 0) > (nearest[best] ?? 0)) {
        best = i;
      }
    }
    const found = pool[best];
    if (found === undefined || (nearest[best] ?? 0) <= 0) {
      break;
    }
    chosen.push(found.hex);
    for (let i = 0; i < pool.length; i++) {
      const candidate = pool[i];
      if (candidate !== undefined) {
        nearest[i] = Math.min(nearest[i] ?? 0, distance(found.color, candidate.color));
      }
    }
  }
  return chosen;
}

/** A grid over lightness, chroma and hue of all that the screen can show and the ground lets stand out. */
function candidates(dark: boolean): { hex: string; color: Oklab }[] {
  const ground = dark ? grounds.dark : grounds.light;
  const [lowest, highest] = dark ? [0.5, 0.92] : [0.32, 0.68];
  const found = new Map<string, Oklab>();
  for (let L = lowest; L <= highest + 1e-9; L += 0.02) {
    for (const chroma of [0.06, 0.09, 0.12, 0.15, 0.18, 0.22]) {
      for (let hue = 0; hue < 360; hue += 10) {
        const color = fromLch(L, chroma, hue);
        if (canBeDisplayed(color)) {
          const hex = toHex(color);
          if (contrast(hex, ground) >= 3) {
            found.set(hex, color);
          }
        }
      }
    }
  }
  return [...found].map(([hex, color]) => ({ hex, color }));
}
