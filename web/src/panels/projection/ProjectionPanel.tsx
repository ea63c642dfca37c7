import type { ComponentType } from 'preact';
import { dataset } from '../../state/dataset';
import { isOffered, methodsFailure, methodTitles, type Method } from '../../state/methods';
import { chooseMethod, method, positions } from '../../state/projection';
import { storedMaps } from '../../state/storedMaps';
import { deferred } from '../controls/deferred';
import { Meaning } from './Meaning';
import { PcaTab } from './PcaTab';
import { StoredTab } from './StoredTab';
import { TsneTab } from './TsneTab';
import { UmapTab } from './UmapTab';

const CustomTab = deferred(() => import('./CustomTab').then((code) => code.CustomTab));

/** One tab for each method; those that the server does not have are left out, and stored maps where there are none. */
const all: readonly { method: Method; component: ComponentType }[] = [
  { method: 'pca', component: PcaTab },
  { method: 'tsne', component: TsneTab },
  { method: 'umap', component: UmapTab },
  { method: 'axes', component: CustomTab },
  { method: 'stored', component: StoredTab },
];

export function ProjectionPanel() {
  const tabs = all.filter((tab) => isOffered(tab.method) && (tab.method !== 'stored' || storedMaps.value.length > 0));
  const current = tabs.find((tab) => tab.method === method.value) ?? tabs[0];
  if (current === undefined) {
    return null;
  }
  const Content = current.component;
  return (
    <>
      <div class="tabs" role="tablist" aria-label="Method">
        {tabs.map((tab, i) => (
          <button
            key={tab.method}
            id={`tab-${tab.method}`}
            type="button"
            role="tab"
            aria-selected={tab === current}
            aria-controls="method-panel"
            tabIndex={tab === current ? 0 : -1}
            onClick={() => {
              chooseMethod(tab.method);
            }}
            onKeyDown={(event) => {
              const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
              const next = step === undefined ? undefined : tabs[(i + step + tabs.length) % tabs.length];
              if (next !== undefined) {
                chooseMethod(next.method);
                document.getElementById(`tab-${next.method}`)?.focus();
              }
            }}
          >
            {methodTitles[tab.method]}
          </button>
        ))}
      </div>
      <div id="method-panel" role="tabpanel" aria-labelledby={`tab-${current.method}`} class="content-of-tab">
        {dataset.value === null ? <p class="teach">Points are laid out here once there are some.</p> : <Content />}
        {current.method === 'pca' && positions.value !== null && <Meaning method="pca" />}
        {methodsFailure.value !== null && (
          <p class="error-text">The list of methods did not arrive: {methodsFailure.value}</p>
        )}
      </div>
    </>
  );
}
