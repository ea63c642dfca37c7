import { signal, type Signal } from '@preact/signals';

export type Side = 'left' | 'right';

export const narrowestPanel = 240;
export const widestPanel = 520;
export const defaultPanelWidth = 300;

/** Widths of the side panels in CSS pixels, as the person dragged them. */
export const panelWidth: Record<Side, Signal<number>> = {
  left: signal(defaultPanelWidth),
  right: signal(defaultPanelWidth),
};
export const panelOpen: Record<Side, Signal<boolean>> = {
  left: signal(true),
  right: signal(true),
};

/** Below 900 px the panels are sheets over the map, one at a time. */
export const narrow = signal(false);
export const sheet = signal<Side | null>(null);
export const helpOpen = signal(false);

export function setPanelWidth(side: Side, width: number): void {
  panelWidth[side].value = Math.round(Math.min(widestPanel, Math.max(narrowestPanel, width)));
}

export function isShown(side: Side): boolean {
  return narrow.value ? sheet.value === side : panelOpen[side].value;
}

export function togglePanel(side: Side): void {
  if (narrow.peek()) {
    sheet.value = sheet.peek() === side ? null : side;
  } else {
    panelOpen[side].value = !panelOpen[side].peek();
  }
}

/** Makes a side visible, for a control that sends the person there. */
export function openPanel(side: Side): void {
  if (narrow.peek()) {
    sheet.value = side;
  } else {
    panelOpen[side].value = true;
  }
}

export const lowestTable = 120;
export const highestTable = 720;
export const defaultTableHeight = 252;

/** The table below the map. */
export const tableOpen = signal(false);
/** Its height in CSS pixels, as the person dragged it; the map keeps its part. */
export const tableHeight = signal(defaultTableHeight);
export const filterPanelOpen = signal(false);
export const qualityPanelOpen = signal(true);
export const projectionPanelOpen = signal(true);

export function setTableHeight(height: number): void {
  tableHeight.value = Math.round(Math.min(highestTable, Math.max(lowestTable, height)));
}

export function toggleTable(): void {
  tableOpen.value = !tableOpen.peek();
}
