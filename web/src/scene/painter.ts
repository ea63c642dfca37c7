import { Color } from 'three';
import { dark } from '../state/appearance';
import { drawsAll, mapDetail } from '../state/mapDetail';
import { DrawingTimer } from './drawingTimer';
import { type DrawnKind, FramePacing } from './framePacing';
import { KeptPictures } from './keptPicture';
import { isFirstPart, type Frame, type Layer, type RowPart } from './layer';
import { createLayers } from './layers';
import { LabelsLayer } from './layers/labelsLayer';
import { RowAppearance } from './layers/rowAppearance';
import { readMapColors, type MapColors, type Rgb } from './mapColors';
import type { PlacedRows } from './placedRows';
import { pictureLegend } from './pictureLegend';
import type { ThumbnailSource } from './rowShapes';
import { RowSize } from './rowSize';
import { SpriteSheets } from './spriteSheet';
import type { Stage } from './stage';
import { svgOf } from './svgPicture';

/** What changes from picture to picture; the rest of a frame is the painter's. */
export type Moment = Pick<Frame, 'camera' | 'viewpoint' | 'projector' | 'width' | 'height' | 'glide' | 'area'>;

/** A resting picture is completed in steps of so many samples: nothing moves in it, but a hand that goes on should not wait. */
const growth = 4;

/** What a kept picture shows; another of these needs another picture. */
type View = Pick<Frame, 'viewpoint' | 'glide' | 'width' | 'height' | 'pixelRatio'>;

/**
 * Draws all layers. The picture of the rows is kept until something of it changes; what follows the pointer, text and lines are drawn over it. Where a picture of all rows takes too long, a moving map shows a
 * fair sample of them, and a resting one is completed run by run, frame by frame.
 */
export class Painter {
  private readonly appearance = new RowAppearance();
  private readonly sheets: SpriteSheets;
  private readonly size: RowSize;
  private readonly labels: LabelsLayer;
  private readonly layers: Layer[];
  private readonly pictures: KeptPictures;
  private readonly pacing: FramePacing;
  private paced: DrawnKind | null = null;
  private readonly timer: DrawingTimer;
  private readonly ground = new Color();
  private colors;
  private colorsAreStale = false;
  private rows: PlacedRows | null = null;
  private last: Frame | null = null;
  /** What the kept picture shows; null while it shows nothing of use. */
  private kept: View | null = null;
  private isStale = true;
  /** How many rows the growing picture has; null while none grows. */
  private grown: number | null = null;

  /** @param changed Is called when something that shows has arrived by itself. */
  constructor(
    private readonly stage: Stage,
    changed: () => void,
  ) {
    const { container, renderer } = stage;
    this.colors = readMapColors(container, dark.peek());
    this.sheets = new SpriteSheets(() => {
      this.invalidate();
      changed();
    });
    this.size = new RowSize(() => this.sheets.shown !== null);
    this.labels = new LabelsLayer(this.size);
    this.layers = createLayers(this.sheets, this.appearance, this.labels);
    this.pictures = new KeptPictures(renderer);
    this.pacing = new FramePacing(this.pictures.inSoftware);
    this.timer = new DrawingTimer(renderer.getContext() as WebGL2RenderingContext, (took) => this.pacing.took(took));
  }

  setData(rows: PlacedRows): void {
    this.rows = rows;
    this.paced = null;
    this.forgetPicture();
    for (const layer of this.layers) {
      layer.setData(rows);
    }
  }

  /** Has the rows drawn again in the next picture: they look different, or the light about them. */
  invalidate(): void {
    this.isStale = true;
  }

  /** Nothing that was drawn is left. */
  forgetPicture(): void {
    this.kept = null;
    this.isStale = true;
    this.timer.forget();
  }

  /** Has the colours of the page read again before the next picture. */
  forgetColors(): void {
    this.colorsAreStale = true;
    this.isStale = true;
  }

  /** The thumbnails that rows are drawn as; null while they are points. */
  get thumbnails(): ThumbnailSource | null {
    return this.sheets.shown?.masks ?? null;
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
   * Paints the map as it is now.
   *
   * @param moving Whether another picture will follow at once.
   * @returns Whether rows are missing that the next frames will draw.
   */
  paint(moment: Moment, moving: boolean): boolean {
    const begun = performance.now();
    const frame = this.frameOf(moment, moving);
    const moved = this.kept === null || !showsSame(this.kept, frame);
    const isDue = moved || this.isStale || (this.grown !== null && !moving);
    const drawn = isDue ? this.renew(frame, moved, moving) : null;
    this.finish(frame);
    if (drawn === 'all' || drawn === 'sample') {
      this.timer.submitted(begun);
    }
    return this.grown !== null;
  }

  /** Paints every row at once, for a picture to keep. The map on the page has to be painted again afterwards. */
  paintWhole(moment: Moment, ground?: Rgb): void {
    const frame = this.frameOf(moment, false);
    this.drawRows('shown', { ...frame, part: { of: 'all' } }, ground);
    this.finish(frame);
    this.forgetPicture();
  }

  dispose(): void {
    for (const layer of this.layers) {
      layer.dispose();
    }
    this.timer.dispose();
    this.pictures.dispose();
    this.sheets.dispose();
    this.appearance.dispose();
    mapDetail.value = null;
  }

  private frameOf(moment: Moment, moving: boolean): Frame {
    const { renderer, overlay } = this.stage;
    if (this.colorsAreStale) {
      this.colors = readMapColors(this.stage.container, dark.peek());
      this.colorsAreStale = false;
    }
    return {
      ...moment,
      renderer,
      overlay,
      pixelRatio: renderer.getPixelRatio(),
      colors: this.colors,
      part: { of: 'all' },
      showsHover: false,
      multisampled: this.pictures.suitsSamples(this.rows?.count ?? 0, moving),
    };
  }

  /** Brings the picture of the rows up to date, as far as that is to be done in one frame. */
  private renew(frame: Frame, moved: boolean, moving: boolean): RowPart['of'] {
    const rows = this.rows?.count ?? 0;
    const level = drawsAll.peek() ? 0 : this.pacingOf(rows).level;
    const changed = moved || this.isStale;
    const isThin = level > 0 && (moved || (changed && this.grown !== null));
    this.kept = frame;
    this.isStale = false;
    if (level === 0) {
      this.drawRows('shown', frame);
      this.grown = null;
      mapDetail.value = null;
      return 'all';
    }
    if (isThin) {
      this.drawRows('shown', { ...frame, part: { of: 'sample', level } });
      this.grown = 0;
      mapDetail.value = { oneOf: 2 ** level, moving };
      return 'sample';
    }
    // What is shown stays until all of what is to take its place is there: a resting map does not thin out.
    const first = changed ? 0 : (this.grown ?? 0);
    const count = Math.min(rows - first, Math.ceil((rows * growth) / 2 ** level));
    this.drawRows('growing', { ...frame, part: { of: 'run', first, count } });
    this.grown = first + count;
    if (this.grown >= rows) {
      this.pictures.swap();
      this.grown = null;
      mapDetail.value = null;
    } else if (mapDetail.peek()?.moving === true) {
      mapDetail.value = { oneOf: 2 ** level, moving: false };
    }
    return 'run';
  }

  /** The pace of what is drawn: thumbnails take longer than points. */
  private pacingOf(rows: number): FramePacing {
    const kind = this.sheets.shown === null ? 'points' : 'thumbnails';
    if (this.paced !== kind) {
      this.paced = kind;
      this.grown = null;
      this.pacing.begin(rows, kind);
    }
    return this.pacing;
  }

  private drawRows(to: 'shown' | 'growing', frame: Frame, ground?: Rgb): void {
    const { renderer, canvas } = this.stage;
    this.pictures.direct(to, canvas.width, canvas.height, frame.multisampled);
    if (isFirstPart(frame.part)) {
      renderer.setClearColor(this.ground.setRGB(...(ground ?? this.colors.ground)), 1);
      renderer.clear();
    }
    for (const layer of this.layers) {
      layer.draw?.(frame);
    }
  }

  /** Brings the picture to the canvas, and draws over it. */
  private finish(frame: Frame): void {
    const { renderer, overlay } = this.stage;
    this.pictures.show();
    renderer.clearDepth();
    overlay.clearRect(0, 0, frame.width, frame.height);
    for (const layer of this.layers) {
      layer.drawOver?.(frame);
    }
    this.last = frame;
  }
}

function showsSame(a: View, b: View): boolean {
  return (
    a.viewpoint === b.viewpoint &&
    a.glide === b.glide &&
    a.width === b.width &&
    a.height === b.height &&
    a.pixelRatio === b.pixelRatio
  );
}
