import { shownMap } from '../../state/quality';
import { selection } from '../../state/selection';
import { trust, trustRows, trustText, isTrustCheap, type Trust } from '../../state/trust';
import { whole } from '../../state/words';
import { ActionButton } from '../controls/ActionButton';
import { Info } from '../controls/Info';

/** What share of the neighborhoods of the selection is real. */
export function SelectionTrust() {
  const current = trust.value;
  const map = shownMap.value;
  if (selection.value.length === 0 || map === null || map.moves) {
    return null;
  }
  if (current.state === 'idle' && !isTrustCheap.value) {
    return (
      <ActionButton
        label="Are these neighbors real?"
        title="Compares the nearest points on the map with the nearest in the data, for the selected points; takes a few seconds"
        enabled
        onClick={() => {
          trustRows.value = selection.peek();
        }}
      />
    );
  }
  return (
    <section class="trust" aria-label="Trust of the selection">
      {current.state === 'busy' && <p class="secondary late">Comparing neighbors…</p>}
      {current.state === 'failed' && (
        <p class="error-text" role="alert">
          {current.message}
        </p>
      )}
      {current.state === 'done' && <Finding trust={current.trust} />}
    </section>
  );
}

function Finding({ trust: found }: { trust: Trust }) {
  const { k, metric, selected, measured, notes } = found;
  const distance = metric === 'euclidean' ? 'Euclidean' : metric === 'dot' ? 'inner product' : metric;
  return (
    <Info label="What exactly this says" sentence={<p class="secondary">{trustText(found)}</p>}>
      <p>
        Nearest on the map: by the distance between the places of the points. Truly nearest: by the {distance} distance
        of the vectors as they are, against all points; a point as near as the {whole(k)}th counts. The first figure is
        the neighbor preservation of the selection, the mean over its points.
      </p>
      {selected > 1 && (
        <p>
          The second counts the {whole(k)} truly nearest of each point that are selected: low where the selection cuts
          through a neighborhood, and at most {whole(Math.min(k, selected - 1))} of {whole(k)} here. The third looks at
          pairs of selected points that are near on the map: false are those that are not near in the data.
        </p>
      )}
      {measured < selected && <p>Measured on {whole(measured)} of them, chosen at random.</p>}
      {notes
        .filter((note) => !note.startsWith('Measured on'))
        .map((note) => (
          <p key={note}>{note}</p>
        ))}
    </Info>
  );
}
