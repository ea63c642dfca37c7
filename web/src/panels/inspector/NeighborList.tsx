import { metric, type Neighbor } from '../../state/selection';
import { distanceText } from '../../state/words';
import { KeyList } from '../controls/KeyList';
import { closenessOf } from './closeness';
import { RowButton } from './RowButton';

/** Points by their distance, nearest first. */
export function NeighborList(props: {
  label: string;
  found: readonly Neighbor[];
  /** A list of its own height, which scrolls. */
  bounded?: boolean;
  busy?: boolean;
}) {
  const { label, found, bounded, busy } = props;
  const nearest = found[0]?.distance ?? 0;
  return (
    <KeyList class={bounded === true ? 'rows bounded' : 'rows'} label={label} busy={busy}>
      {found.map(({ row, distance }) => (
        <li key={row} class="neighbor">
          <RowButton
            row={row}
            value={distanceText(distance)}
            closeness={closenessOf(distance, metric.value, nearest)}
          />
        </li>
      ))}
    </KeyList>
  );
}
