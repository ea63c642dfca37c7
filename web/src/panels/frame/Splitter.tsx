import {
  defaultPanelWidth,
  narrowestPanel,
  panelWidth,
  setPanelWidth,
  togglePanel,
  widestPanel,
  type Side,
} from '../../state/layout';

const step = 16;

/** The edge of the side panels: dragged, or moved with the arrow keys; Enter closes them, a double click resets the width. */
export function Splitter({ side }: { side: Side }) {
  const width = panelWidth[side].value;
  const grows = side === 'left' ? 1 : -1;
  return (
    <div
      class="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={side === 'left' ? 'Width of the left panels' : 'Width of the right panel'}
      aria-valuenow={width}
      aria-valuemin={narrowestPanel}
      aria-valuemax={widestPanel}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a separator that moves takes focus (ARIA 1.2)
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) {
          const frame = event.currentTarget.parentElement?.getBoundingClientRect();
          if (frame !== undefined) {
            setPanelWidth(side, side === 'left' ? event.clientX - frame.left : frame.right - event.clientX);
          }
        }
      }}
      onDblClick={() => setPanelWidth(side, defaultPanelWidth)}
      onKeyDown={(event) => {
        const widths: Record<string, number | undefined> = {
          ArrowRight: width + grows * step,
          ArrowLeft: width - grows * step,
          Home: narrowestPanel,
          End: widestPanel,
        };
        const next = widths[event.key];
        if (next !== undefined) {
          event.preventDefault();
          setPanelWidth(side, next);
        } else if (event.key === 'Enter') {
          togglePanel(side);
        }
      }}
    />
  );
}
