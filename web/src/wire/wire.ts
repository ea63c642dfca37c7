import { watchArithmetic } from './arithmetic';
import { watchAxisMatches } from './axisMatches';
import { watchBookmarks } from './bookmarks';
import { watchContrast } from './contrast';
import { watchColumns } from './columns';
import { watchReturn, watchTensor } from './datasets';
import { watchEdits } from './edits';
import { watchFilters } from './filters';
import { watchHoveredNeighbors } from './hoveredNeighbors';
import { watchMetadata } from './metadata';
import { watchMethods } from './methods';
import { watchNeighbors } from './neighbors';
import { watchPca, watchPositions } from './projections';
import { watchDownloads, watchPublication } from './publication';
import { watchQuality } from './quality';
import { watchRemoteConfig } from './remoteConfig';
import { watchRemoteTensors } from './remoteTensors';
import { watchRow } from './rows';
import { watchCommands } from './runCommands';
import { watchRuns } from './runs';
import { watchRowTables } from './rowTables';
import { watchSearch } from './search';
import { watchSprite } from './sprite';
import { watchStep } from './steps';
import { watchTrust } from './trust';
import { watchRemovals, watchUploads } from './uploads';
import { watchWorkspace } from './workspace';

/** Everything that talks to the server: each watches the state and writes the answers back into it. */
const watches = [
  watchWorkspace,
  watchTensor,
  watchReturn,
  watchColumns,
  watchSprite,
  watchPca,
  watchPositions,
  watchMethods,
  watchCommands,
  watchRuns,
  watchStep,
  watchAxisMatches,
  watchSearch,
  watchNeighbors,
  watchRow,
  watchHoveredNeighbors,
  watchArithmetic,
  watchContrast,
  watchUploads,
  watchRemovals,
  watchRemoteConfig,
  watchRemoteTensors,
  watchBookmarks,
  watchPublication,
  watchDownloads,
  watchQuality,
  watchEdits,
  watchMetadata,
  watchFilters,
  watchRowTables,
  watchTrust,
];

export function connect(): () => void {
  const stops = watches.map((watch) => watch());
  return () => stops.forEach((stop) => stop());
}
