import { computed, signal } from '@preact/signals';
import { dataset, type ColumnInfo } from './dataset';

/** A bin of a histogram: the numbers from one to another, ends included; neighboring bins do not overlap. */
export interface Bin {
  from: number;
  to: number;
  all: number;
  /** Of these, the rows that pass the filters of all other columns. */
  kept: number;
}

/** What a column holds. Mirrors `POST …/histograms` (docs/api.md). */
export interface Facet {
  column: number;
  scale: HistogramScale | null;
  canBeLogarithmic: boolean;
  bins: readonly Bin[];
  values: readonly { value: string; all: number; kept: number }[];
  others: { values: number; all: number; kept: number } | null;
  missing: { all: number; kept: number };
}

export type HistogramScale = 'linear' | 'log';

/** What the columns hold, by their name; what is shown stays until there is newer. */
export const facets = signal<ReadonlyMap<string, Facet>>(new Map());
export const facetsProblem = signal<string | null>(null);
/** How the numbers of a column are divided, where the person chose. */
export const facetScales = signal<ReadonlyMap<string, HistogramScale>>(new Map());

/** So many columns are unfolded when nobody chose. */
const fewFacets = 4;
const fewValues = 100;
const chosenFacets = signal<ReadonlyMap<string, boolean>>(new Map());

/** A column of texts most of which occur once has nothing to choose by. */
export function canBeFiltered(info: ColumnInfo, rows: number): boolean {
  return info.kind === 'number' || (info.distinct > 0 && info.distinct <= (rows - info.missing) / 2);
}

/** Whether a column is unfolded when nobody chose: the first few that say much in little room. */
function isOpenAtFirst(info: ColumnInfo): boolean {
  const telling = filterColumns.value.filter((one) => one.kind === 'number' || one.distinct <= fewValues);
  return telling.slice(0, fewFacets).includes(info);
}

export const filterColumns = computed<readonly ColumnInfo[]>(() => {
  const data = dataset.value;
  return data === null ? [] : data.metadata.filter((info) => canBeFiltered(info, data.rows));
});

/** The columns that are unfolded. */
export const openFacets = computed<readonly ColumnInfo[]>(() =>
  filterColumns.value.filter((info) => chosenFacets.value.get(info.name) ?? isOpenAtFirst(info)),
);

export function isFacetOpen(info: ColumnInfo): boolean {
  return openFacets.value.includes(info);
}

export function openFacet(name: string, open: boolean): void {
  chosenFacets.value = new Map(chosenFacets.peek()).set(name, open);
}

export function scaleFacet(name: string, scale: HistogramScale): void {
  facetScales.value = new Map(facetScales.peek()).set(name, scale);
}

/** Where a number stands along a histogram whose bins are equally wide, 0 to 1. */
export function placeIn(bins: readonly Bin[], number: number): number {
  const after = bins.findIndex(({ from }) => from > number);
  const at = after < 0 ? bins.length - 1 : Math.max(0, after - 1);
  const bin = bins[at];
  if (bin === undefined) {
    return 0;
  }
  const within = bin.to > bin.from ? (number - bin.from) / (bin.to - bin.from) : number >= bin.to ? 1 : 0;
  return (at + Math.min(1, Math.max(0, within))) / bins.length;
}

/** The range that some bins make, first and last included; open where it reaches the end. */
export function rangeOf(bins: readonly Bin[], first: number, last: number): { from: number | null; to: number | null } {
  const end = bins.length - 1;
  return {
    from: first <= 0 ? null : (bins[Math.min(first, end)]?.from ?? null),
    to: last >= end ? null : (bins[Math.max(last, 0)]?.to ?? null),
  };
}

/** Whether a bin lies in a range, wholly or in part. */
export function isBinIn(bin: Bin, from: number | null, to: number | null): boolean {
  return (from === null || bin.to >= from) && (to === null || bin.from <= to);
}
