import { Color } from 'three';
import { dark } from '../state/appearance';
import type { Frame, Layer } from './layer';
import { createLayers } from './layers';
import { LabelsLayer } from './layers/labelsLayer';
import { RowAppearance } from './layers/rowAppearance';
import { readMapColors, type MapColors, type Rgb } from './mapColors';
import { Multisampling } from './multisampling';
import type { PlacedRows } from './placedRows';
import { pictureLegend } from './pictureLegend';
import { RowSize } from './rowSize';
import { SpriteSheets } from './spriteSheet';
import type { Stage } from './stage';
import { svgOf } from './svgPicture';

/** What changes from picture to picture; the rest of a frame is the painter's. */
export type Moment = Pick<Frame, 'camera' | 'viewpoint' | 'projector' | 'width' | 'height' | 'glide' | 'area'>;

/** Draws all layers: as a picture for the person, or as identifiers for picking. */
export class Painter {
  private readonly appearance = new RowAppearance();
  private readonly sheets: SpriteSheets;
  private readonly size: RowSize;
  private readonly labels: LabelsLayer;
  private readonly layers: Layer[];
  private readonly multisampling: Multisampling;
  private readonly ground = new Color();
  private colors;
  private colorsAreStale = false;
  private rows: PlacedRows | null = null;
  private last: Frame | null = null;

  /** @param changed Is called when something that shows has arrived by itself. */
  constructor(
    private readonly stage: Stage,
    changed: () => void,
  ) {
    const { container, renderer } = stage;
    this.colors = readMapColors(container, dark.peek());
    this.sheets = new SpriteSheets(renderer.capabilities.maxTextureSize, changed);
    this.size = new RowSize(() => this.sheets.shown !== null);
    this.labels = new LabelsLayer(this.size);
    this.layers = createLayers(this.sheets, this.appearance, this.labels);
    this.multisampling = new Multisampling(renderer);
  }

  setData(rows: PlacedRows): void {
    this.rows = rows;
    for (const layer of this.layers) {
      layer.setData(rows);
    }
  }

  /** Has the colours of the page read again before the next picture. */
  forgetColors(): void {
    this.colorsAreStale = true;
  }

  /** Fits the canvases to the size of the map and the pixels of the display. True when they changed. */
  fit(width: number, height: number, ratio = Math.max(window.devicePixelRatio, 1)): boolean {
    const { renderer, overlay } = this.stage;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    const fits = overlay.canvas.width === w && overlay.canvas.height === h && renderer.getPixelRatio() === ratio;
    if (!fits) {
      renderer.setPixelRatio(ratio);
      renderer.setSize(width, height, false);
      overlay.canvas.width = w;
      overlay.canvas.height = h;
    }
    overlay.setTransform(ratio, 0, 0, ratio, 0, 0);
    return !fits;
  }

  /** What was painted last as circles and letters; null before anything was. */
  svg(options: { transparent: boolean; legend: boolean }): string | null {
    return this.rows === null || this.last === null
      ? null
      : svgOf(this.rows, this.last, this.size, this.labels.placed, {
          transparent: options.transparent,
          legend: options.legend ? pictureLegend() : null,
        });
  }

  get mapColors(): MapColors {
    return this.colors;
  }

  /**
   * @param moving Whether another picture will follow at once.
   * @param ground The colour behind everything; that of the page where none is given.
   */
  paint(moment: Moment, moving: boolean, ground?: Rgb): void {
    const { renderer, overlay, canvas } = this.stage;
    if (this.colorsAreStale) {
      this.colors = readMapColors(this.stage.container, dark.peek());
      this.colorsAreStale = false;
    }
    const frame: Frame = {
      ...moment,
      renderer,
      overlay,
      pixelRatio: renderer.getPixelRatio(),
      colors: this.colors,
      multisampled: this.multisampling.suits(this.rows?.count ?? 0, moving),
    };
    renderer.setClearColor(this.ground.setRGB(...(ground ?? this.colors.ground)), 1);
    if (frame.multisampled) {
      this.multisampling.begin(canvas.width, canvas.height);
    }
    renderer.clear();
    overlay.clearRect(0, 0, frame.width, frame.height);
    for (const layer of this.layers) {
      layer.draw(frame);
    }
    if (frame.multisampled) {
      this.multisampling.finish();
    }
    this.last = frame;
  }

  /** Draws what was painted last once more, as identifiers. */
  paintIdentifiers(): void {
    if (this.last !== null) {
      for (const layer of this.layers) {
        layer.drawForPicking({ ...this.last, pixelRatio: 1, multisampled: false });
      }
    }
  }

  dispose(): void {
    for (const layer of this.layers) {
      layer.dispose();
    }
    this.multisampling.dispose();
    this.sheets.dispose();
    this.appearance.dispose();
  }
}
