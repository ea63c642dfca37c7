import { percent } from '../../state/words';

/** The share of the variance of each component; those on the map stand out. */
export function VarianceBars(props: { shares: readonly number[]; shown: readonly (number | null)[] }) {
  const { shares, shown } = props;
  const largest = Math.max(...shares, Number.MIN_VALUE);
  return (
    <ul class="variance" aria-label="Variance per component">
      {shares.map((share, component) => (
        <li
          // oxlint-disable-next-line react/no-array-index-key -- a component is its place
          key={component}
          class={shown.includes(component) ? 'shown' : undefined}
          style={{ height: `${(share / largest) * 100}%` }}
          title={`Component ${component + 1}: ${percent(share)}`}
        >
          <span class="unseen">
            Component {component + 1}: {percent(share)}
          </span>
        </li>
      ))}
    </ul>
  );
}
