import { nearest } from '../../state/arithmetic';
import { metric } from '../../state/selection';
import { NeighborList } from './NeighborList';

/** The points nearest to a sum of vectors. */
export function NearestToSum() {
  const found = nearest.value;
  if (found.state === 'idle' || found.state === 'busy') {
    return found.state === 'busy' ? <p class="secondary late">Searching…</p> : null;
  }
  if (found.state === 'failed') {
    return (
      <p class="error-text" role="alert">
        {found.message}
      </p>
    );
  }
  return (
    <>
      <p class="secondary" role="status">
        {found.terms.length === 0 ? 'Nearest to the vector' : `Nearest to ${sumText(found.terms)}`}
        {found.terms.length > 0 && metric.value === 'cosine' && ', each by its direction'}
      </p>
      {found.notes.map((note) => (
        <p key={note} class="secondary">
          {note}
        </p>
      ))}
      <NeighborList label="Nearest to the sum" found={found.neighbors} bounded />
      <p class="teach">The ring with a cross on the map stands among the nearest of them.</p>
    </>
  );
}

/** "king − man + 0.5 woman" */
function sumText(terms: readonly { name: string; factor: number }[]): string {
  return terms
    .map(({ name, factor }, i) => {
      const sign = factor < 0 ? '−' : i === 0 ? '' : '+';
      const size = Math.abs(factor) === 1 ? '' : `${Math.abs(factor)} `;
      return `${sign}${sign === '' || i === 0 ? '' : ' '}${size}${name}`;
    })
    .join(' ');
}
