import { rampNames, defaultScale, type ColorScale } from './colorScale';
import type { OwnColor } from './ownColors';

/** An address has room for so many colours of one's own. */
const mostOwnColors = 500;

/** Writes the scale of numbers and a person's own colours as fields of an address; defaults are left out. Returns what was too much. */
export function encodeColors(scale: ColorScale, own: readonly OwnColor[], fields: URLSearchParams): string[] {
  if (scale.ramp !== defaultScale.ramp) {
    fields.set('ramp', scale.ramp);
  }
  if (scale.inverted) {
    fields.set('inverted', '1');
  }
  for (const end of ['from', 'to', 'center'] as const) {
    const value = scale[end];
    if (value !== null) {
      fields.set(end, String(value));
    }
  }
  if (own.length > mostOwnColors) {
    return ['paint'];
  }
  // The colour and the column hold no colon like this; what follows is the value, whatever it holds.
  own.forEach(({ column, key, color }) =>
    fields.append('paint', `${color.slice(1)}:${encodeURIComponent(column)}:${key}`),
  );
  return [];
}

/** The scale in an address; undefined where it says nothing of it that makes sense. */
export function decodeScale(fields: URLSearchParams): ColorScale | undefined {
  const ramp = rampNames.find((name) => name === fields.get('ramp'));
  const inverted = fields.get('inverted') === '1';
  const [from, to, center] = [numberOf(fields.get('from')), numberOf(fields.get('to')), numberOf(fields.get('center'))];
  const crossed = from !== null && to !== null && from >= to;
  const scale = {
    ramp: ramp ?? defaultScale.ramp,
    inverted,
    from: crossed ? null : from,
    to: crossed ? null : to,
    center,
  };
  const saysNothing = JSON.stringify(scale) === JSON.stringify(defaultScale);
  return saysNothing ? undefined : scale;
}

/** The own colours in an address; undefined where there are none. */
export function decodeOwnColors(fields: URLSearchParams): OwnColor[] | undefined {
  const found = fields.getAll('paint').flatMap((text) => {
    const [, hex, column, key] = /^([0-9a-f]{6}):([^:]*):(.*)$/is.exec(text) ?? [];
    const name = column === undefined ? null : decoded(column);
    return hex === undefined || name === null || key === undefined
      ? []
      : [{ column: name, key, color: `#${hex.toLowerCase()}` }];
  });
  return found.length > 0 ? found.slice(0, mostOwnColors) : undefined;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function numberOf(text: string | null): number | null {
  const number = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}
