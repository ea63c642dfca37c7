import {
  defaultPanelWidth,
  narrowestPanel,
  panelWidth,
  setPanelWidth,
  togglePanel,
  widestPanel,
  type Side,
} from '../../state/layout';
import { Icon } from '../controls/Icon';
import { panels, type Panel } from '../panels';
import { Splitter } from './Splitter';

export function SidePanels({ side }: { side: Side }) {
  return (
    <aside
      class={`side ${side}`}
      aria-label={side === 'left' ? 'Left panels' : 'Right panel'}
      style={{ width: `${panelWidth[side].value}px` }}
    >
      {panels
        .filter((panel) => panel.side === side)
        .map((panel) => (
          <PanelSection key={panel.id} panel={panel} />
        ))}
      <Splitter
        label={side === 'left' ? 'Width of the left panels' : 'Width of the right panel'}
        orientation="vertical"
        value={panelWidth[side].value}
        min={narrowestPanel}
        max={widestPanel}
        grows={side === 'left' ? 1 : -1}
        onMove={(event, frame) =>
          setPanelWidth(side, side === 'left' ? event.clientX - frame.left : frame.right - event.clientX)
        }
        onChange={(width) => setPanelWidth(side, width)}
        onReset={() => setPanelWidth(side, defaultPanelWidth)}
        onClose={() => togglePanel(side)}
      />
    </aside>
  );
}

function PanelSection({
  panel: { id, title, height, open, hasContent, aside: Aside, component: Content },
}: {
  panel: Panel;
}) {
  const isFilled = hasContent?.value ?? true;
  const isOpen = isFilled && (open?.value ?? true);
  return (
    <section class={`panel ${height}`} aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`}>
          {open === undefined || !isFilled ? (
            title
          ) : (
            <button
              type="button"
              class="fold"
              aria-expanded={isOpen}
              onClick={() => {
                open.value = !isOpen;
              }}
            >
              {title}
              <Icon name={isOpen ? 'down' : 'up'} />
            </button>
          )}
        </h2>
        {Aside !== undefined && <Aside />}
      </header>
      {isOpen && (
        <div class="content">
          <Content />
        </div>
      )}
    </section>
  );
}
