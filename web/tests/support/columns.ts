import type { ColumnData } from '../../src/state/dataset';

/** A column as the wire would bring it; null stands for a missing value. */
export function column(name: string, values: readonly (string | number | null)[], index = 0): ColumnData {
  const kind = values.some((value) => typeof value === 'number') ? 'number' : 'text';
  const distinct = [...new Set(values.filter((value) => value !== null))];
  const numbers = Float64Array.from(distinct, (value) => (typeof value === 'number' ? value : Number.NaN));
  return {
    info: {
      index,
      name,
      kind,
      distinct: distinct.length,
      missing: values.filter((value) => value === null).length,
      min: kind === 'number' ? Math.min(...numbers) : null,
      max: kind === 'number' ? Math.max(...numbers) : null,
    },
    codes: Int32Array.from(values, (value) => (value === null ? -1 : distinct.indexOf(value))),
    values: distinct.map(String),
    numbers,
  };
}
