import { dataset } from '../../state/dataset';
import { neighborsOf, selection } from '../../state/selection';
import { EditLabels } from './EditLabels';
import { Neighbors } from './Neighbors';
import { RowCard } from './RowCard';
import { Search } from './Search';
import { SelectedRows } from './SelectedRows';
import { SelectionActions } from './SelectionActions';
import { SelectionTrust } from './SelectionTrust';
import { WhyThese } from './WhyThese';

export function InspectorPanel() {
  if (dataset.value === null) {
    return <p class="teach">Search and neighbors appear here once there are points.</p>;
  }
  const one = neighborsOf.value;
  return (
    <>
      <Search />
      <hr class="rule" />
      <SelectionActions />
      {selection.value.length === 0 && (
        <p class="teach">Click a point to see its columns and its nearest neighbors. Shift-drag selects an area.</p>
      )}
      {one !== null && <RowCard row={one} />}
      {selection.value.length > 1 && <SelectedRows />}
      <SelectionTrust />
      {selection.value.length > 0 && <EditLabels />}
      <WhyThese />
      <Neighbors />
    </>
  );
}
