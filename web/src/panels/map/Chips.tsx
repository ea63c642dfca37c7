import { colorMeasure, hiddenCategories, mapProblem } from '../../state/appearance';
import { filterText } from '../../state/columnFilters';
import { dataset, opening, reopen } from '../../state/dataset';
import { activeFilters, clearFilter, clearFilters, passingCount, passingRows } from '../../state/filters';
import { openPanel } from '../../state/layout';
import { showAllCategories } from '../../state/legend';
import { drawsAll, mapDetail } from '../../state/mapDetail';
import { brokenVersion, followsByItself, heavyLayout, layOutNewVersion, newerVersion } from '../../state/following';
import { methodTitles } from '../../state/methods';
import { measureTitles } from '../../state/measures';
import { positions, projectionStatus } from '../../state/projection';
import { isMeasuring, isStale, measureMap, measurement, shownMap } from '../../state/quality';
import { isolated, isolations, leaveIsolation, showAll } from '../../state/selection';
import { warningCount } from '../../state/problems';
import { spriteProblem } from '../../state/sprite';
import { sequences, sequencesProblem } from '../../state/sequences';
import { openingText, waitingText, workText } from '../../state/status';
import { visibility } from '../../state/visibility';
import { plural, whole } from '../../state/words';
import { connection, currentTensor, workspace } from '../../state/workspace';
import { Chip } from './Chip';

/** What is limited, filtered, stale or under way. */
export function Chips() {
  return (
    <div class="chips">
      <Gone />
      <Work />
      <NewVersion />
      <BrokenVersion />
      <Isolated />
      <Hidden />
      <Filters />
      <StaleColors />
      <Detail />
      <MapTrouble />
      <ImageTrouble />
      <SequenceTrouble />
      <Warnings />
    </div>
  );
}

function Gone() {
  // Without anything to show, the middle of the map says it.
  return connection.value !== 'gone' || workspace.value === null ? null : (
    <Chip
      kind="failed"
      late
      text="The server does not answer. What you see stays; search and neighbors wait until it is back."
    />
  );
}

function Work() {
  const status = projectionStatus.value;
  if (opening.value.state === 'loading' && dataset.value !== null) {
    return <Chip kind="quiet" late text={`Opening${openingText(opening.value)}`} progress={opening.value.progress} />;
  }
  if (opening.value.state === 'failed' && dataset.value !== null) {
    return <Chip kind="failed" text={`${opening.value.message} ${opening.value.remedy ?? ''}`} />;
  }
  if (positions.value !== null && status.state === 'queued') {
    return <Chip kind="quiet" late text={`PCA ${waitingText(status.message)}`} />;
  }
  if (positions.value !== null && status.state === 'running') {
    return <Chip kind="quiet" late text={`Computing PCA · ${workText(status)}`} progress={status.progress} />;
  }
  if (status.state === 'failed') {
    return <Chip kind="failed" text={`PCA failed: ${status.message}`} />;
  }
  return null;
}

function NewVersion() {
  if (!newerVersion.value || followsByItself.value) {
    return null;
  }
  const step = currentTensor.value?.step ?? null;
  const text = step === null ? 'New version on disk' : `New version on disk: step ${whole(step)}`;
  const heavy = heavyLayout.value;
  return heavy === null ? (
    <Chip text={text} action={{ text: 'Show it', run: reopen }} />
  ) : (
    <Chip
      text={`${text}. ${methodTitles[heavy]} takes its time and waits for you.`}
      action={{ text: 'Lay it out from here', run: layOutNewVersion }}
    />
  );
}

function BrokenVersion() {
  return brokenVersion.value === null ? null : (
    <Chip kind="failed" text={`The newest version cannot be shown: ${brokenVersion.value} What is on the map stays.`} />
  );
}

function Isolated() {
  const rows = isolated.value;
  const all = dataset.value?.rows ?? 0;
  const outer = isolations.value[isolations.value.length - 2];
  return rows === null ? null : (
    <Chip
      text={`Showing ${whole(rows.length)} of ${whole(all)}`}
      action={outer === undefined ? undefined : { text: `Back to ${whole(outer.length)}`, run: leaveIsolation }}
      also={{ text: 'Show all', run: showAll }}
    />
  );
}

function Hidden() {
  const points = visibility.value?.byLegend ?? 0;
  return points === 0 ? null : (
    <Chip
      text={`${plural(hiddenCategories.value.size, 'category', 'categories')} hidden · ${plural(points, 'point')}`}
      action={{ text: 'Show', run: showAllCategories }}
    />
  );
}

/** More filters than these are told by their number. */
const fewFilters = 3;

function Filters() {
  const active = activeFilters.value;
  const data = dataset.value;
  if (active.length === 0 || data === null) {
    return null;
  }
  const count = passingRows.value === null ? null : `${whole(passingCount.value)} of ${whole(data.rows)}`;
  const listed = active.length > fewFilters ? [] : active;
  return (
    <>
      {listed.map(({ filter }) => (
        <Chip
          key={filter.column}
          text={active.length === 1 && count !== null ? `${filterText(filter)} · ${count}` : filterText(filter)}
          action={{
            text: 'Clear',
            name: `Clear the filter of ${filter.column}`,
            run: () => clearFilter(filter.column),
          }}
        />
      ))}
      {active.length > 1 && (
        <Chip
          text={`${plural(active.length, 'filter')}${count === null ? '' : ` · ${count}`}`}
          action={{ text: 'Clear all', run: clearFilters }}
        />
      )}
    </>
  );
}

/** Colours that are not, or not any more, those of the shown map. */
function StaleColors() {
  const [measure, known, map] = [colorMeasure.value, measurement.value, shownMap.value];
  if (measure === null || map === null || isMeasuring(known) || (known !== null && !isStale.value)) {
    return null;
  }
  const title = measureTitles[measure];
  return known === null ? (
    <Chip text={`${title} of this map is not measured`} action={{ text: 'Measure', run: measureMap }} />
  ) : (
    <Chip
      text={`Colors show the ${title.toLowerCase()} of the map before it changed`}
      {...(map.moves ? {} : { action: { text: 'Measure again', run: measureMap } })}
    />
  );
}

/** That a slow graphics card draws a sample of the points for now. */
function Detail() {
  const detail = mapDetail.value;
  if (drawsAll.value) {
    return (
      <Chip
        text="Drawing all points while moving"
        action={{ text: 'Draw as many as are quick', run: () => (drawsAll.value = false) }}
      />
    );
  }
  return detail === null ? null : (
    <Chip
      kind="quiet"
      late
      text={`Showing 1 of ${detail.oneOf} points${sequences.value === null ? '' : ' and no lines'}${detail.moving ? ' while moving' : ', drawing the rest'}`}
      action={{ text: 'Draw all while moving', run: () => (drawsAll.value = true) }}
    />
  );
}

function MapTrouble() {
  return mapProblem.value === null ? null : <Chip text={mapProblem.value} />;
}

function ImageTrouble() {
  return spriteProblem.value === null ? null : <Chip text={spriteProblem.value} />;
}

function SequenceTrouble() {
  return sequencesProblem.value === null ? null : <Chip text={sequencesProblem.value} />;
}

function Warnings() {
  return warningCount.value === 0 || positions.value === null ? null : (
    <Chip
      text={plural(warningCount.value, 'warning')}
      action={{
        text: 'Read',
        run: () => {
          openPanel('left');
          requestAnimationFrame(() => {
            const folder = document.getElementById('folder');
            folder?.scrollIntoView({ block: 'start' });
            folder?.focus({ preventScroll: true });
          });
        },
      }}
    />
  );
}
