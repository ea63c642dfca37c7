import { contrast, contrastRows, type Contrast } from '../../state/contrast';
import { selection } from '../../state/selection';
import { measure, percent } from '../../state/words';
import { ActionButton } from '../controls/ActionButton';

/** What sets several selected points apart from all others. */
export function WhyThese() {
  const current = contrast.value;
  if (selection.value.length < 2) {
    return null;
  }
  return (
    <section class="why" aria-label="Why these">
      {current.state !== 'done' && (
        <ActionButton
          label="Why these?"
          title="Compares the selected points with all others: columns and dimensions in which they differ most"
          enabled={current.state !== 'busy'}
          onClick={() => {
            contrastRows.value = selection.peek();
          }}
        />
      )}
      {current.state === 'busy' && <p class="secondary late">Comparing…</p>}
      {current.state === 'failed' && (
        <p class="error-text" role="alert">
          {current.message}
        </p>
      )}
      {current.state === 'done' && (
        <>
          <h3 ref={intoView}>What sets them apart</h3>
          <Lines title="Columns" lines={current.columns} />
          <Lines title="Dimensions of the vectors" lines={current.dimensions} />
          {current.columns.length + current.dimensions.length === 0 ? (
            <p class="secondary">Nothing: in no column and no dimension do they differ more than slightly.</p>
          ) : (
            <p class="teach">
              Effect sizes (Cohen’s h for shares, d for means): 0.2 is small, 0.8 large. They tell how much, not why.
            </p>
          )}
        </>
      )}
    </section>
  );
}

/** The answer to a question that was just asked is seen, however far down the panel it stands. */
function intoView(element: HTMLElement | null) {
  element?.parentElement?.scrollIntoView({ block: 'nearest' });
}

function Lines({ title, lines }: { title: string; lines: readonly Contrast[] }) {
  return lines.length === 0 ? null : (
    <>
      <h4>{title}</h4>
      <ul class="contrasts" aria-label={title}>
        {lines.map(({ name, value, selected, others, effect }) => (
          <li key={`${name} ${value ?? ''}`}>
            <span class="cut" title={value === null ? name : `${name}: ${value}`}>
              {value === null ? name : `${name}: ${value}`}
            </span>
            <span class="secondary">
              {value === null
                ? `${measure(selected)} here, ${measure(others)} elsewhere`
                : `${percent(selected)} here, ${percent(others)} elsewhere`}
            </span>
            <span class="effect">
              {effect > 0 ? '+' : '−'}
              {Math.abs(effect).toFixed(2)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
