import { type BufferGeometry, Points, type RawShaderMaterial } from 'three';
import { labelling } from '../../state/appearance';
import { hoveredRow } from '../../state/selection';
import { emphasizedRows } from '../emphasis';
import type { Frame, Layer, RowPart } from '../layer';
import type { PlacedRows } from '../placedRows';
import { pointSize, pointSizeLimits, textPointSize } from '../rowSize';
import type { SpriteSheets } from '../spriteSheet';
import { PointGeometries } from './pointGeometries';
import { pointsFragmentShader, pointsVertexShader } from './pointsShader';
import type { RowAppearance } from './rowAppearance';
import { RowMaterials } from './rowMaterials';

/** All rows that have no thumbnail as discs: one draw call, and one for the few that have a ring. */
export class PointsLayer implements Layer {
  private rows: PlacedRows | null = null;
  private geometries: PointGeometries | null = null;
  private readonly size = { value: 1 };
  private readonly limits: { value: [number, number] } = {
    value: [pointSizeLimits.least, pointSizeLimits.most],
  };
  private readonly crowd: RowMaterials;
  private readonly ringed: RowMaterials;
  private readonly points = new Points();

  constructor(
    private readonly sheets: SpriteSheets,
    private readonly appearance: RowAppearance,
  ) {
    const uniforms = { ...appearance.uniforms, size: this.size, sizeLimits: this.limits };
    this.crowd = new RowMaterials(pointsVertexShader, pointsFragmentShader, uniforms);
    this.ringed = new RowMaterials(pointsVertexShader, pointsFragmentShader, uniforms, { RINGED: '' });
    this.points.frustumCulled = false;
  }

  setData(rows: PlacedRows): void {
    this.rows = rows;
    this.geometries?.dispose();
    this.geometries = new PointGeometries(rows);
  }

  draw(frame: Frame): void {
    this.useLimits();
    const glides = frame.glide < 1;
    this.render(frame, this.crowd.for(frame), this.geometries?.part(frame.part, this.firstPoint, glides));
    const { part } = frame;
    if (part.of !== 'run' || part.first + part.count >= (this.rows?.count ?? 0)) {
      this.render(frame, this.ringed.for(frame), this.geometries?.listed(this.ringedRows(), glides));
    }
  }

  /** The row under the pointer, over a picture that shows it as any other. */
  drawOver(frame: Frame): void {
    const row = hoveredRow.peek();
    if (row !== null && row >= this.firstPoint) {
      this.useLimits();
      const only: RowPart = { of: 'run', first: row, count: 1 };
      const geometry = row < (this.rows?.count ?? 0) ? this.geometries?.part(only, 0, frame.glide < 1) : null;
      const over = { ...frame, showsHover: true, multisampled: false };
      this.render(over, this.ringed.for(over), geometry);
    }
  }

  dispose(): void {
    this.geometries?.dispose();
    this.crowd.dispose();
    this.ringed.dispose();
  }

  /** Rows for which the sprite image has no thumbnail stay points. */
  private get firstPoint(): number {
    return this.sheets.shown?.capacity ?? 0;
  }

  /** The rows with a ring, which the crowd leaves out. */
  private ringedRows(): readonly number[] {
    return emphasizedRows().filter((row) => row >= this.firstPoint);
  }

  private useLimits(): void {
    // Under a name that stands for it a point is a speck, so that no row without a name is lost.
    this.limits.value = labelling.peek() === 'text' ? textPointSize : [pointSizeLimits.least, pointSizeLimits.most];
  }

  private render(frame: Frame, material: RawShaderMaterial, geometry: BufferGeometry | null | undefined): void {
    if (this.rows === null || geometry === null || geometry === undefined) {
      return;
    }
    this.appearance.update(this.rows, frame);
    this.size.value = pointSize(this.rows.count, frame.viewpoint);
    this.points.geometry = geometry;
    this.points.material = material;
    frame.renderer.render(this.points, frame.camera);
  }
}
