import { columns, dataset, type ColumnInfo } from './dataset';
import { valueOf } from './layouts';
import { runs } from './runs';
import type { RunMethod } from './methods';
import { plural } from './words';

/** How a parameter names a column: by its name, or where two have the same, by # and its index. */
export function columnKey(column: ColumnInfo): string {
  const same = dataset.value?.metadata.filter(({ name }) => name === column.name).length ?? 0;
  return same > 1 || column.name === '' ? `#${column.index}` : column.name;
}

/** The column that supervises a layout, by the current settings. */
export function supervisingColumn(method: RunMethod): ColumnInfo | undefined {
  const key = valueOf(method, 'supervise_by');
  return key === '' ? undefined : dataset.value?.metadata.find((column) => columnKey(column) === key);
}

/** What the ignored label does, and for how many points. */
export function ignoredLabelText(method: RunMethod): { text: string; isError: boolean } {
  const label = valueOf(method, 'ignored_label');
  const info = supervisingColumn(method);
  const data = info === undefined ? undefined : columns.value.get(info.index);
  if (label === '' || data === undefined) {
    return { text: 'No ignored label', isError: false };
  }
  const code = data.values.indexOf(label);
  if (code < 0) {
    return { text: 'Label not found', isError: true };
  }
  const points = data.codes.reduce((sum, one) => sum + (one === code ? 1 : 0), 0);
  const now = runs.value.get(method)?.request?.parameters['ignored_label'] === label;
  return {
    text: `${now ? 'Supervising' : 'Supervise'} without '${label}' [${plural(points, 'point')}]`,
    isError: false,
  };
}
