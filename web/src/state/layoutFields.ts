import { defaultSeed, initialSettings, type LayoutSettings } from './layouts';
import { runMethods, type RunMethod } from './methods';

/** What was chosen for each method, and the run that laid out, if there is one. */
export type RememberedLayouts = Partial<Record<RunMethod, LayoutSettings & { run: string | null }>>;

const longestValue = 1000;
/** As long as the list of rows of an end of an axis may be; what encodes bounds it before. */
const longestRows = 200_000;

/**
 * Writes each layout as one field of an address: the method, and in it its own fields. Defaults are left out, and lists of rows
 * longer than `longest` characters, whose names are returned.
 */
export function encodeLayouts(layouts: RememberedLayouts, fields: URLSearchParams, longest: number): string[] {
  const leftOut: string[] = [];
  for (const method of runMethods) {
    const layout = layouts[method];
    if (layout !== undefined) {
      const own = new URLSearchParams();
      for (const [name, value] of Object.entries(layout.parameters)) {
        if (isRows(name) && value.length > Math.min(longest, longestRows)) {
          leftOut.push(`${method} ${name}`);
        } else {
          own.set(name, value);
        }
      }
      if (layout.dimensions !== initialSettings[method].dimensions) {
        own.set('dimensions', String(layout.dimensions));
      }
      if (layout.seed !== defaultSeed) {
        own.set('seed', String(layout.seed));
      }
      if (layout.run !== null) {
        own.set('run', layout.run);
      }
      fields.set(method, own.toString());
    }
  }
  return leftOut;
}

function isRows(name: string): boolean {
  return name.endsWith('_rows');
}

/** The layouts that could be read; undefined when there is none. */
export function decodeLayouts(fields: URLSearchParams): RememberedLayouts | undefined {
  const layouts: RememberedLayouts = {};
  for (const method of runMethods) {
    const text = fields.get(method);
    if (text !== null) {
      const { dimensions, seed, run, ...parameters } = Object.fromEntries(new URLSearchParams(text));
      layouts[method] = {
        dimensions: dimensions === '2' ? 2 : dimensions === '3' ? 3 : initialSettings[method].dimensions,
        seed: seed !== undefined && /^\d{1,9}$/.test(seed) ? Number(seed) : defaultSeed,
        run: run !== undefined && run !== '' && run.length <= longestValue ? run : null,
        parameters: Object.fromEntries(
          Object.entries(parameters).filter(
            ([name, value]) => /^\w+$/.test(name) && value.length <= (isRows(name) ? longestRows : longestValue),
          ),
        ),
      };
    }
  }
  return Object.keys(layouts).length === 0 ? undefined : layouts;
}
