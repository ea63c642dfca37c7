import { computed, signal } from '@preact/signals';
import { colorBy, colorMeasure, colorMode, dark, hiddenCategories } from './appearance';
import { coloringOf, type Category, type Coloring } from './coloring';
import { columns, type ColumnData } from './dataset';
import { measureColumn } from './quality';

export type LegendOrder = 'count' | 'value';

/** How the person ordered the legend; null leaves it to the column. Colours do not follow the order. */
export const chosenLegendOrder = signal<LegendOrder | null>(null);

/** The colouring in effect. `none` also while the column is still on its way. */
export const coloring = computed<Coloring>(() => {
  if (colorMeasure.value !== null) {
    return coloringOf(measureColumn.value, 'gradient', dark.value);
  }
  const index = colorBy.value;
  return coloringOf(index === null ? null : (columns.value.get(index) ?? null), colorMode.value, dark.value);
});

export const legendEntries = computed<readonly Category[]>(() => {
  const current = coloring.value;
  if (current.kind !== 'categories') {
    return [];
  }
  return [...current.categories].sort(
    (p, q) => missingLast(p, q) || (legendOrder.value === 'count' ? q.count - p.count : 0) || byValue(p, q),
  );
});

/** Numbers stand in their own order, texts by how many points they have, until the person says otherwise. */
export const legendOrder = computed<LegendOrder>(() => {
  const current = coloring.value;
  const isNumber = current.kind === 'categories' && current.column.kind === 'number';
  return chosenLegendOrder.value ?? (isNumber ? 'value' : 'count');
});

/** Shows or hides the rows of one legend entry. */
export function toggleCategory(key: string): void {
  const next = new Set(hiddenCategories.peek());
  if (!next.delete(key)) {
    next.add(key);
  }
  hiddenCategories.value = next;
}

/** Leaves one entry visible; a second time, all of them. */
export function showOnlyCategory(key: string): void {
  const others = legendEntries.peek().filter((entry) => entry.key !== key);
  const alone = others.every((entry) => hiddenCategories.peek().has(entry.key)) && !hiddenCategories.peek().has(key);
  hiddenCategories.value = new Set(alone ? [] : others.map((entry) => entry.key));
}

export function showAllCategories(): void {
  hiddenCategories.value = new Set();
}

/** Rows whose category is hidden; null when none is. */
export function rowsHidden(
  column: ColumnData | null,
  entries: readonly Category[],
  hidden: ReadonlySet<string>,
): ReadonlySet<number> | null {
  const codes = new Set(entries.filter((entry) => hidden.has(entry.key)).map((entry) => entry.code));
  if (column === null || codes.size === 0) {
    return null;
  }
  const rows = new Set<number>();
  column.codes.forEach((code, row) => {
    if (codes.has(code)) {
      rows.add(row);
    }
  });
  return rows;
}

function byValue(p: Category, q: Category): number {
  return p.label.localeCompare(q.label, undefined, { numeric: true });
}

function missingLast(p: Category, q: Category): number {
  return Number(p.code < 0) - Number(q.code < 0);
}
