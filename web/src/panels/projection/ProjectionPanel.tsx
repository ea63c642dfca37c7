import { method, type Method } from '../../state/projection';
import { PcaTab } from './PcaTab';

/** One tab for each method that there is. */
const tabs: readonly { method: Method; title: string; component: () => preact.JSX.Element }[] = [
  { method: 'pca', title: 'PCA', component: PcaTab },
];

export function ProjectionPanel() {
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
              method.value = tab.method;
            }}
            onKeyDown={(event) => {
              const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
              const next = step === undefined ? undefined : tabs[(i + step + tabs.length) % tabs.length];
              if (next !== undefined) {
                method.value = next.method;
                document.getElementById(`tab-${next.method}`)?.focus();
              }
            }}
          >
            {tab.title}
          </button>
        ))}
      </div>
      <div id="method-panel" role="tabpanel" aria-labelledby={`tab-${current.method}`} class="content-of-tab">
        <Content />
      </div>
    </>
  );
}
