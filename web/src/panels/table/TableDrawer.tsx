import { filterProblem } from '../../state/filters';
import { dataset } from '../../state/dataset';
import {
  lowestTable,
  highestTable,
  setTableHeight,
  tableHeight,
  tableOpen,
  defaultTableHeight,
} from '../../state/layout';
import { dataTable, tableScope, type TableScope } from '../../state/rowTables';
import { searchResult } from '../../state/search';
import { whole } from '../../state/words';
import { IconButton } from '../controls/IconButton';
import { Segments } from '../controls/Segments';
import { Splitter } from '../frame/Splitter';
import { DataGrid } from './deferredGrid';

/** All points with all their columns, below the map. */
export function TableDrawer() {
  const data = dataset.value;
  if (!tableOpen.value || data === null) {
    return null;
  }
  const matches = searchResult.value.state === 'done';
  return (
    <section class="table-drawer" aria-labelledby="table-title" style={{ height: `${tableHeight.value}px` }}>
      <Splitter
        label="Height of the table"
        orientation="horizontal"
        value={tableHeight.value}
        min={lowestTable}
        max={highestTable}
        grows={-1}
        onMove={(event, frame) => setTableHeight(frame.bottom - event.clientY)}
        onChange={setTableHeight}
        onReset={() => setTableHeight(defaultTableHeight)}
        onClose={close}
      />
      <header>
        <h2 id="table-title">Table</h2>
        <Segments
          label="Rows of the table"
          value={tableScope.value}
          options={[
            { value: 'map', label: 'On the map' },
            { value: 'selected', label: 'Selected' },
            ...(matches || tableScope.value === 'matches' ? [{ value: 'matches', label: 'Found' }] : []),
            { value: 'all', label: 'All' },
          ]}
          onChoose={(value) => {
            tableScope.value = value as TableScope;
          }}
        />
        <span class="secondary" role="status" aria-label="Rows in the table">
          {dataTable.made.value === null ? '' : `${whole(dataTable.count)} of ${whole(data.rows)}`}
        </span>
        {dataTable.count > 1 && tableScope.value !== 'selected' && (
          <button type="button" class="link-button" onClick={() => dataTable.selectAll()}>
            Select them
          </button>
        )}
        <span class="spring" />
        <IconButton label="Close the table" icon="close" keys="T" onClick={close} />
      </header>
      {[dataTable.problem.value, filterProblem.value].map(
        (problem) =>
          problem !== null && (
            <p key={problem} class="error-text" role="alert">
              {problem}
            </p>
          ),
      )}
      {dataTable.made.value !== null && dataTable.count === 0 && <p class="teach">{emptyText[tableScope.value]}</p>}
      <DataGrid table={dataTable} label="Data table" />
    </section>
  );
}

const emptyText: Readonly<Record<TableScope, string>> = {
  map: 'No point is on the map: filters, the legend or the isolation leave none.',
  selected: 'No point is selected. Click one on the map, or drag around several with Shift.',
  matches: 'The search finds nothing.',
  all: 'There are no points.',
};

function close(): void {
  tableOpen.value = false;
}
