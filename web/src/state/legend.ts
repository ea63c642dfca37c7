import { computed, signal } from '@preact/signals';
import { colorBy, colorMeasure, colorMode, colorScale, dark, hiddenCategories, ownColors } from './appearance';
import { coloringOf, painted, rankOfKey, type Category, type Coloring } from './coloring';
import { columns } from './dataset';
import { withOwnColor } from './ownColors';
import { measureColumn } from './quality';

export type LegendOrder = 'count' | 'value';

/** How the person ordered the legend; null leaves it to the column. Colours do not follow the order. */
export const chosenLegendOrder = signal<LegendOrder | null>(null);

const defaultColoring = computed<Coloring>(() => {
  if (colorMeasure.value !== null) {
    return coloringOf(measureColumn.value, 'gradient', dark.value, colorScale.value);
  }
  const index = colorBy.value;
  const column = index === null ? null : (columns.value.get(index) ?? null);
  return coloringOf(column, colorMode.value, dark.value, colorScale.value);
});

/** The colouring in effect. `none` also while the column is still on its way. */
export const coloring = computed<Coloring>(() => painted(defaultColoring.value, ownColors.value));

export const legendEntries = computed<readonly Category[]>(() => {
  const current = coloring.value;
  if (current.kind !== 'categories') {
    return [];
  }
  return [...current.categories].sort(
    (p, q) =>
      rankOfKey(p.key) - rankOfKey(q.key) || (legendOrder.value === 'count' ? q.count - p.count : 0) || byValue(p, q),
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

/** Gives a value of the column that colours a colour of the person's own; null takes it back to the default. */
export function paintCategory(key: string, color: string | null): void {
  const current = coloring.peek();
  if (current.kind === 'categories') {
    ownColors.value = withOwnColor(ownColors.peek(), current.column.name, key, color);
  }
}

/** Takes all values of the column that colours back to their default colours. */
export function paintNoCategory(): void {
  const current = coloring.peek();
  if (current.kind === 'categories') {
    ownColors.value = ownColors.peek().filter((one) => one.column !== current.column.name);
  }
}

/** For each colour of the palette 1 where its category is hidden; null when none is. */
export function hiddenIndices(current: Coloring, hidden: ReadonlySet<string>): Uint8Array | null {
  if (current.kind !== 'categories' || hidden.size === 0) {
    return null;
  }
  const gone = new Uint8Array(current.points.palette.length);
  for (const { key, index } of current.categories) {
    gone[index] = hidden.has(key) ? 1 : 0;
  }
  return gone.includes(1) ? gone : null;
}

function byValue(p: Category, q: Category): number {
  return p.label.localeCompare(q.label, undefined, { numeric: true });
}
