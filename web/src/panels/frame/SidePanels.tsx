import { panelWidth, type Side } from '../../state/layout';
import { panels } from '../panels';
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
        .map(({ id, title, height, component: Content }) => (
          <section key={id} class={`panel ${height}`} aria-labelledby={`${id}-title`}>
            <header>
              <h2 id={`${id}-title`}>{title}</h2>
            </header>
            <div class="content">
              <Content />
            </div>
          </section>
        ))}
      <Splitter side={side} />
    </aside>
  );
}
