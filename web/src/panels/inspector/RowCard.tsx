import { rowCard, rowCardFailure } from '../../state/selection';
import { rowName } from '../../state/status';
import { measure, whole } from '../../state/words';
import { Thumbnail } from '../controls/Thumbnail';

/** All that is known of the one selected row. */
export function RowCard({ row }: { row: number }) {
  const card = rowCard.value;
  return (
    <section class="card" aria-label="Selected point">
      <header>
        <Thumbnail row={row} side={72} label={`Image of ${rowName(row)}`} />
        <h3>{rowName(row)}</h3>
      </header>
      {rowCardFailure.value !== null && <p class="error-text">{rowCardFailure.value}</p>}
      {card !== null && (
        <dl>
          {card.values.map(({ column, value }) => (
            <>
              <dt class="cut" title={column}>
                {column}
              </dt>
              <dd class={value === null ? 'secondary' : undefined}>{value ?? 'No value'}</dd>
            </>
          ))}
          {card.values.every(({ column }) => column !== 'row') && (
            <>
              <dt>row</dt>
              <dd>{whole(row)}</dd>
            </>
          )}
          <dt title="Euclidean length of the vector">norm</dt>
          <dd>{card.norm === null ? 'Not a finite number' : measure(card.norm)}</dd>
        </dl>
      )}
    </section>
  );
}
