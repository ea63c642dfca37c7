import { bound, whole } from './words';

/** Which rows one column lets pass: a range of its numbers, ends included, or some of its values; with or without the rows that have no value. */
export interface ColumnFilter {
  /** The name of the column. */
  column: string;
  from: number | null;
  to: number | null;
  /** Null for all of them. */
  values: readonly string[] | null;
  missing: boolean;
}

/** Lets every row pass. */
export function isOpen({ from, to, values, missing }: ColumnFilter): boolean {
  return from === null && to === null && values === null && missing;
}

/** The filters with one in the place of that of its column; one that lets every row pass is none. */
export function withFilter(filters: readonly ColumnFilter[], next: ColumnFilter): readonly ColumnFilter[] {
  const at = filters.findIndex(({ column }) => column === next.column);
  if (isOpen(next)) {
    return withoutFilter(filters, next.column);
  }
  return at < 0 ? [...filters, next] : filters.with(at, next);
}

export function withoutFilter(filters: readonly ColumnFilter[], column: string): readonly ColumnFilter[] {
  return filters.some((one) => one.column === column) ? filters.filter((one) => one.column !== column) : filters;
}

/** A range of a column. Whoever chooses one means rows that have a number, until they say otherwise. */
export function ranged(
  now: ColumnFilter | undefined,
  column: string,
  from: number | null,
  to: number | null,
): ColumnFilter {
  const open = from === null && to === null;
  return { column, from, to, values: null, missing: open || (now?.missing ?? false) };
}

/** A value taken in, or out again. The first that is chosen is alone; without any all are back. */
export function toggledValue(now: ColumnFilter | undefined, column: string, value: string): ColumnFilter {
  const before = now?.values ?? [];
  const values = before.includes(value) ? before.filter((one) => one !== value) : [...before, value];
  return among(column, values, takesMissing(now));
}

/** The same for the rows without a value. */
export function toggledMissing(now: ColumnFilter | undefined, column: string): ColumnFilter {
  return among(column, now?.values ?? [], !takesMissing(now));
}

/** Of a filter that lists what passes: whether rows without a value are in the list. */
function takesMissing(now: ColumnFilter | undefined): boolean {
  return now !== undefined && now.values !== null && now.missing;
}

function among(column: string, values: readonly string[], missing: boolean): ColumnFilter {
  const none = values.length === 0 && !missing;
  return { column, from: null, to: null, values: none ? null : values, missing: none || missing };
}

/** "weight 0.2 to 0.8", "kind: fruit, nut and 3 more" */
export function filterText({ column, from, to, values, missing }: ColumnFilter): string {
  const name = column === '' ? '(no name)' : column;
  if (values !== null) {
    const named = values.slice(0, 2).map((value) => (value === '' ? '(empty)' : value));
    const all = missing ? [...named, 'no value'] : named;
    const more = values.length - named.length;
    return `${name}: ${all.join(', ')}${more > 0 ? ` and ${whole(more)} more` : ''}`;
  }
  const also = missing ? ' or no value' : '';
  if (from !== null && to !== null) {
    return from === to ? `${name} ${bound(from)}${also}` : `${name} ${bound(from)} to ${bound(to)}${also}`;
  }
  if (from !== null) {
    return `${name} from ${bound(from)}${also}`;
  }
  return to === null ? `${name} has a value` : `${name} up to ${bound(to)}${also}`;
}

/** An address has room for so many characters of a filter. */
const longestField = 8000;

/** Writes filters as fields of an address. Returns what was too much. */
export function encodeFilters(filters: readonly ColumnFilter[], fields: URLSearchParams): string[] {
  const texts = filters.map(({ column, from, to, values, missing }) => {
    const chosen =
      values === null
        ? `${from ?? ''}..${to ?? ''}`
        : values.length === 0
          ? '!'
          : values.map((value) => `=${encodeURIComponent(value)}`).join('');
    return `${encodeURIComponent(column)}:${chosen}${missing ? ':none' : ''}`;
  });
  if (texts.some((text) => text.length > longestField)) {
    return ['filter'];
  }
  texts.forEach((text) => fields.append('filter', text));
  return [];
}

/** The filters in an address; undefined where there are none that make sense. */
export function decodeFilters(fields: URLSearchParams): ColumnFilter[] | undefined {
  const found: ColumnFilter[] = [];
  for (const text of fields.getAll('filter')) {
    const filter = decoded(text);
    if (filter !== null && !isOpen(filter) && !found.some(({ column }) => column === filter.column)) {
      found.push(filter);
    }
  }
  return found.length > 0 ? found : undefined;
}

function decoded(text: string): ColumnFilter | null {
  const [, name, chosen, none] = /^([^:]*):([^:]*)(:none)?$/s.exec(text) ?? [];
  if (name === undefined || chosen === undefined || text.length > longestField) {
    return null;
  }
  try {
    const column = decodeURIComponent(name);
    const missing = none !== undefined;
    if (chosen === '!' || chosen.startsWith('=')) {
      const values = chosen === '!' ? [] : chosen.slice(1).split('=').map(decodeURIComponent);
      return { column, from: null, to: null, values, missing };
    }
    const [, from, to] = /^([^.]*(?:\.[^.]+)?)\.\.(.*)$/s.exec(chosen) ?? [];
    const [least, most] = [numberOf(from), numberOf(to)];
    const crossed = least !== undefined && most !== undefined && least !== null && most !== null && least > most;
    return least === undefined || most === undefined || crossed
      ? null
      : { column, from: least, to: most, values: null, missing };
  } catch {
    return null;
  }
}

/** Undefined for what is no number, null for nothing. */
function numberOf(text: string | undefined): number | null | undefined {
  if (text === '') {
    return null;
  }
  const number = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}
