import type { Method } from '../../state/methods';
import { describedVariance, pcaComponents, pcaResult } from '../../state/projection';
import { percent } from '../../state/words';

/** What the map by a method tells, and what it does not. */
export function Meaning({ method }: { method: Method }) {
  return (
    <details class="meaning">
      <summary>What distances mean here</summary>
      <p>{said(method)}</p>
    </details>
  );
}

function said(method: Method): string {
  switch (method) {
    case 'pca': {
      const result = pcaResult.value;
      const rest = result === null ? null : 1 - describedVariance(result, pcaComponents.value);
      const hidden = rest === null ? 'What the other components hold' : `${percent(rest)} of the variance`;
      return `A straight look from one side: points far apart here are far apart in the data. Points close together may still differ in what is not shown. ${hidden} is not on this map.`;
    }
    case 'tsne':
      return 'Points that lie close together are mostly true neighbors. How large a cluster is, how dense, and how far it is from another means nothing. Another seed or perplexity gives another picture of the same data.';
    case 'umap':
      return 'Points that lie close together are mostly true neighbors, and clusters that touch are often related. Distances between far clusters and their sizes mean little.';
    case 'axes':
      return 'A point lies the farther along an axis, the more its vector points from one of the ends you named to the other. Only these directions are shown: points that share a place may differ in everything else.';
    case 'stored':
      return 'Another program laid these points out, and the file kept where they are. What distances mean follows from how that map was made; neighbors in the list are those of the vectors.';
  }
}
