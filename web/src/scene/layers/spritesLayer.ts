import { Mesh, type InstancedBufferGeometry, type Texture } from 'three';
import { hoveredRow } from '../../state/selection';
import { type SpriteKind, tileOf } from '../../state/spriteTiles';
import { emphasizedRows } from '../emphasis';
import type { Frame, Layer } from '../layer';
import type { PlacedRows } from '../placedRows';
import { spriteSize, spriteSizeLimits } from '../rowSize';
import type { SpriteSheet, SpriteSheets } from '../spriteSheet';
import type { RowAppearance } from './rowAppearance';
import { RowMaterials } from './rowMaterials';
import { SpriteInstances } from './spriteInstances';
import { spritesFragmentShader, spritesVertexShader } from './spritesShader';

const kinds: Readonly<Record<SpriteKind, number>> = { picture: 0, darkInk: 1, lightInk: 2 };

/** Rows as their thumbnails: one draw call for each texture of the sprite image. */
export class SpritesLayer implements Layer {
  private rows: PlacedRows | null = null;
  private instances: SpriteInstances | null = null;
  private instancesOf: SpriteSheet | null = null;
  private readonly uniforms = {
    size: { value: 1 },
    sizeLimits: { value: [spriteSizeLimits.least, spriteSizeLimits.most] },
    viewport: { value: [1, 1] },
    thumbnail: { value: [1, 1] },
    gridColumns: { value: 1 },
    tile: { value: [0, 0, 1, 1] },
    inkColor: { value: [0, 0, 0] as readonly number[] },
    kind: { value: 0 },
    sheet: { value: null as Texture | null },
  };
  private readonly materials: RowMaterials;
  private readonly mesh = new Mesh();

  constructor(
    private readonly sheets: SpriteSheets,
    private readonly appearance: RowAppearance,
  ) {
    this.materials = new RowMaterials(spritesVertexShader, spritesFragmentShader, {
      ...appearance.uniforms,
      ...this.uniforms,
    });
    this.mesh.frustumCulled = false;
  }

  setData(rows: PlacedRows): void {
    this.rows = rows;
    this.forget();
  }

  draw(frame: Frame): void {
    this.render(frame, (instances) => instances.part(frame.part, emphasizedRows()));
  }

  /** The row under the pointer, over a picture that shows it as any other. */
  drawOver(frame: Frame): void {
    const row = hoveredRow.peek();
    if (row !== null && row < Math.min(this.rows?.count ?? 0, this.sheets.shown?.capacity ?? 0)) {
      this.render({ ...frame, showsHover: true, multisampled: false }, (instances) => instances.single(row));
    }
  }

  dispose(): void {
    this.forget();
    this.materials.dispose();
  }

  private forget(): void {
    this.instances?.dispose();
    this.instances = null;
  }

  private render(
    frame: Frame,
    geometriesOf: (instances: SpriteInstances) => readonly (InstancedBufferGeometry | null)[],
  ): void {
    const { rows, uniforms } = this;
    const sheet = this.sheets.shown;
    if (rows === null || rows.count === 0 || sheet === null) {
      return;
    }
    if (this.instancesOf !== sheet) {
      this.forget();
      this.instancesOf = sheet;
    }
    this.appearance.update(rows, frame);
    const count = Math.min(rows.count, sheet.capacity);
    this.instances ??= new SpriteInstances(rows, count, sheet.tiles.length, (row) => tileOf(sheet, row));
    uniforms.size.value = spriteSize(rows.count, frame.viewpoint);
    uniforms.viewport.value = [frame.width * frame.pixelRatio, frame.height * frame.pixelRatio];
    uniforms.thumbnail.value = [sheet.grid.thumbnailWidth, sheet.grid.thumbnailHeight];
    uniforms.gridColumns.value = sheet.grid.columns;
    uniforms.inkColor.value = frame.colors.ink;
    uniforms.kind.value = kinds[sheet.kind];
    const material = this.materials.for(frame);
    this.mesh.material = material;
    const geometries = geometriesOf(this.instances);
    for (const [i, { tile, texture }] of sheet.tiles.entries()) {
      const geometry = geometries[i] ?? null;
      if (geometry === null || geometry.instanceCount === 0) {
        continue;
      }
      this.mesh.geometry = geometry;
      uniforms.tile.value = [tile.firstColumn, tile.firstRow, tile.columns, tile.rows];
      uniforms.sheet.value = texture;
      material.uniformsNeedUpdate = true;
      frame.renderer.render(this.mesh, frame.camera);
    }
  }
}
