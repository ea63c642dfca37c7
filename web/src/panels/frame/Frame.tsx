import { isShown } from '../../state/layout';
import { Bar } from '../bar/Bar';
import { Export } from '../bar/Export';
import { Help } from '../bar/Help';
import { Bookmarks } from '../bookmarks/Bookmarks';
import { OpenFiles } from '../data/OpenFiles';
import { Publish } from '../data/Publish';
import { RemoteConfig } from '../data/RemoteConfig';
import { MapArea, type MountMap } from '../map/MapArea';
import { TableDrawer } from '../table/TableDrawer';
import { DropTarget } from './DropTarget';
import { SidePanels } from './SidePanels';

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
