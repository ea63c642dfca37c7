import type { ReadonlySignal, Signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { filterPanelOpen, projectionPanelOpen, qualityPanelOpen, type Side } from '../state/layout';
import { deferred } from './controls/deferred';
import { DataPanel } from './data/DataPanel';
import { FilterSummary } from './filter/FilterSummary';
import { InspectorPanel } from './inspector/InspectorPanel';
import { ProjectionPanel } from './projection/ProjectionPanel';
import { ProjectionSummary } from './projection/ProjectionSummary';
import { QualityAction, QualityPanel, qualityHasContent } from './quality/QualityPanel';

export interface Panel {
  id: string;
  title: string;
  side: Side;
  /** Takes the height that is left, or as much as it has to say. */
  height: 'fills' | 'fits';
  /** For a panel that folds: whether it is open. */
  open?: Signal<boolean>;
  /** For a panel that may have nothing below its title: whether it has. */
  hasContent?: ReadonlySignal<boolean>;
  /** What stands beside the title, folded or not. */
  aside?: ComponentType;
  component: ComponentType;
}

/** The panels, from top to bottom on each side. A new one is a component and a line here. */
export const panels: readonly Panel[] = [
  { id: 'data', title: 'Data', side: 'left', height: 'fills', component: DataPanel },
  {
    id: 'filter',
    title: 'Filter',
    side: 'left',
    height: 'fits',
    open: filterPanelOpen,
    aside: FilterSummary,
    component: deferred(() => import('./filter/FilterPanel').then((code) => code.FilterPanel)),
  },
  {
    id: 'projection',
    title: 'Projection',
    side: 'left',
    height: 'fits',
    open: projectionPanelOpen,
    aside: ProjectionSummary,
    component: ProjectionPanel,
  },
  { id: 'inspector', title: 'Inspector', side: 'right', height: 'fills', component: InspectorPanel },
  {
    id: 'quality',
    title: 'Quality',
    side: 'right',
    height: 'fits',
    open: qualityPanelOpen,
    hasContent: qualityHasContent,
    aside: QualityAction,
    component: QualityPanel,
  },
];
