import { effect } from '@preact/signals';
import { theme, type Theme } from './state/appearance';
import { followChanges } from './state/dataset';
import {
  filterPanelOpen,
  qualityPanelOpen,
  panelOpen,
  panelWidth,
  projectionPanelOpen,
  setPanelWidth,
  setTableHeight,
  tableHeight,
  tableOpen,
  type Side,
} from './state/layout';
import { rememberedViews, viewKey } from './state/opened';
import { sameScale } from './state/steps';
import { decodeView, encodeView, type View } from './state/view';

/** Where this browser keeps the frame (theme, panels) and the last view of each data set. */
const frameKey = 'projector.frame';
const viewsKey = 'projector.views';
const mostViews = 40;
/** Longer lists of rows are not remembered; the storage of a page is a few megabytes. */
const mostRows = 20_000;

interface Frame {
  theme: Theme;
  follow: boolean;
  sameScale: boolean;
  left: { open: boolean; width: number };
  right: { open: boolean; width: number };
  table: { open: boolean; height: number };
  filter: boolean;
  quality: boolean;
  projection: boolean;
}

function frameOf(side: Side): Frame['left'] {
  return { open: panelOpen[side].value, width: panelWidth[side].value };
}

/** Brings back theme and panels, and keeps them from now on. */
export function rememberFrame(): () => void {
  const kept = read(frameKey) as Partial<Frame> | null;
  if (kept?.theme === 'light' || kept?.theme === 'dark') {
    theme.value = kept.theme;
  }
  followChanges.value = kept?.follow !== false;
  sameScale.value = kept?.sameScale !== false;
  for (const side of ['left', 'right'] as const) {
    const { open, width } = kept?.[side] ?? {};
    panelOpen[side].value = open !== false;
    if (typeof width === 'number' && Number.isFinite(width)) {
      setPanelWidth(side, width);
    }
  }
  tableOpen.value = kept?.table?.open === true;
  if (typeof kept?.table?.height === 'number' && Number.isFinite(kept.table.height)) {
    setTableHeight(kept.table.height);
  }
  filterPanelOpen.value = kept?.filter === true;
  qualityPanelOpen.value = kept?.quality !== false;
  projectionPanelOpen.value = kept?.projection !== false;
  return effect(() => {
    const frame: Frame = {
      theme: theme.value,
      follow: followChanges.value,
      sameScale: sameScale.value,
      left: frameOf('left'),
      right: frameOf('right'),
      table: { open: tableOpen.value, height: tableHeight.value },
      filter: filterPanelOpen.value,
      quality: qualityPanelOpen.value,
      projection: projectionPanelOpen.value,
    };
    write(frameKey, frame);
  });
}

/** Brings back the last view of each data set in this directory, for `showDataset` to open it with. */
export function recallViews(path: string): void {
  const views = new Map<string, Partial<View>>();
  for (const [key, text] of storedViews()) {
    const view = key.startsWith(`${path}\n`) ? decodeView(text) : {};
    if (view.run !== undefined && view.tensor !== undefined) {
      views.set(viewKey(view.run, view.tensor), view);
    }
  }
  // What the address asks for was put there before and counts more.
  rememberedViews.value = new Map([...views, ...rememberedViews.peek()]);
}

/** Keeps a view as the last one of its data set, on the disk and for coming back to it in this visit. */
export function keepView(path: string, view: View): void {
  rememberedViews.value = new Map(rememberedViews.peek()).set(viewKey(view.run, view.tensor), view);
  const key = `${path}\n${viewKey(view.run, view.tensor)}`;
  const others = storedViews().filter(([other]) => other !== key);
  write(viewsKey, [...others.slice(-(mostViews - 1)), [key, encodeView(view, mostRows).text]]);
}

function isPair(pair: unknown): pair is [string, string] {
  return Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string';
}

function storedViews(): [string, string][] {
  const stored = read(viewsKey);
  return Array.isArray(stored) ? stored.filter(isPair) : [];
}

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    // Storage is switched off, or holds what another version wrote: the page starts as on the first day.
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch (error) {
    console.warn('This browser does not keep the view of the page:', error);
  }
}
