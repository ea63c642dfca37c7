import { helpOpen, isShown } from '../../state/layout';
import { exportOpen } from '../../state/picture';
import { publishOpen } from '../../state/publish';
import { awaitsConfig } from '../../state/remote';
import { uploadOpen } from '../../state/uploads';
import { Bar } from '../bar/Bar';
import { Bookmarks } from '../bookmarks/Bookmarks';
import { deferred } from '../controls/deferred';
import { MapArea, type MountMap } from '../map/MapArea';
import { TableDrawer } from '../table/TableDrawer';
import { DropTarget } from './DropTarget';
import { SidePanels } from './SidePanels';

const Help = deferred(() => import('../dialogs').then((code) => code.Help), helpOpen);
const Export = deferred(() => import('../dialogs').then((code) => code.Export), exportOpen);
const OpenFiles = deferred(() => import('../dialogs').then((code) => code.OpenFiles), uploadOpen);
const Publish = deferred(() => import('../dialogs').then((code) => code.Publish), publishOpen);
const RemoteConfig = deferred(() => import('../dialogs').then((code) => code.RemoteConfig), awaitsConfig);

/** The whole page: bar, panels, map, bookmarks. */
export function Frame({ mountMap }: { mountMap: MountMap }) {
  return (
    <div class="frame">
      <Bar />
      <div class="middle">
        {isShown('left') && <SidePanels side="left" />}
        <div class="center">
          <MapArea mountMap={mountMap} />
          <TableDrawer />
        </div>
        {isShown('right') && <SidePanels side="right" />}
      </div>
      <Bookmarks />
      <Help />
      <Export />
      <OpenFiles />
      <Publish />
      <RemoteConfig />
      <DropTarget />
    </div>
  );
}
