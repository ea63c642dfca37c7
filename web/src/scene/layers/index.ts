import type { Layer } from '../layer';
import type { SpriteSheets } from '../spriteSheet';
import { AreaLayer } from './areaLayer';
import { AxesLayer } from './axesLayer';
import type { LabelsLayer } from './labelsLayer';
import { NeighborLinesLayer } from './neighborLinesLayer';
import { PointsLayer } from './pointsLayer';
import type { RowAppearance } from './rowAppearance';
import { SequencesLayer } from './sequencesLayer';
import { SpritesLayer } from './spritesLayer';
import { SumLayer } from './sumLayer';

/** All that is drawn, from the back to the front. A new layer is one file and one line here. */
export function createLayers(sheets: SpriteSheets, appearance: RowAppearance, labels: LabelsLayer): Layer[] {
  return [
    new AxesLayer(),
    new SequencesLayer(appearance),
    new PointsLayer(sheets, appearance),
    new SpritesLayer(sheets, appearance),
    new NeighborLinesLayer(),
    new SumLayer(),
    labels,
    new AreaLayer(),
  ];
}
