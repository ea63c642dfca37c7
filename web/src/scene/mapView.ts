import { effect } from '@preact/signals';
import { OrthographicCamera, PerspectiveCamera } from 'three';
import { madePicture, pictureProblem, wantedPicture, type PictureRequest } from '../state/picture';
import { dark, labelBy, labelling, labelSize, mapProblem, pointColors, showSprites } from '../state/appearance';
import { nearest } from '../state/arithmetic';
import { thumbnailTaken, thumbnailWanted } from '../state/bookmarks';
import { cameraPose, poseIsOwn, resetRequests, viewDimensions, wantedPose } from '../state/camera';
import { columns } from '../state/dataset';
import { hoveredNeighbors } from '../state/hoveredNeighbors';
import { drawsAll } from '../state/mapDetail';
import { positions } from '../state/projection';
import { RowSet } from '../state/rowSet';
import { sequences } from '../state/sequences';
import { hoveredRow, neighbors, selection } from '../state/selection';
import { comparedSteps, sameScale } from '../state/steps';
import { visibility } from '../state/visibility';
import type { Bounds } from './bounds';
import type { Area, Place } from './area';
import { rowsInArea } from './areaSelection';
import { CameraMotion } from './cameraMotion';
import { FrameLoop } from './frameLoop';
import { type Handled, Hands } from './hands';
import { Painter, type Moment } from './painter';
import { Pointing, type Sight } from './pointing';
import { largestMultiple, pngOf } from './pngPicture';
import { Projector } from './projecting';
import { rowOnScreen } from './rowOnScreen';
import { RowsOnMap } from './rowsOnMap';
import type { Stage } from './stage';
import { thumbnailOf } from './thumbnail';
import { aim, alike, fitted, poseOf, type Viewpoint, viewpointOf } from './viewpoint';

const unitCube: Bounds = { min: [-1, -1, -1], max: [1, 1, 1] };

/** How much farther or nearer a fit must be than the one before to move the camera: a layout that breathes must not rock it. */
const fitSlack = 1.12;

const contextLost = 'The graphics card stopped drawing the map. It comes back by itself, or when the page is reloaded.';

/** Keeps the picture in step with the state: what moves, what is drawn, what is under the pointer. */
export class MapView implements Handled {
  readonly canvas: HTMLCanvasElement;
  width = 0;
  height = 0;
  private readonly painter: Painter;
  private readonly rowsOnMap = new RowsOnMap(prefersStillness);
  /** The steps of a training that the positions on the map are compared with. */
  private steps: string | null = null;
  private readonly motion = new CameraMotion(fitted(unitCube, 3, 1), prefersStillness);
  private readonly cameras = { perspective: new PerspectiveCamera(), orthographic: new OrthographicCamera() };
  private readonly projector = new Projector();
  private readonly pointing = new Pointing(() => this.sight());
  private readonly loop = new FrameLoop((now) => this.draw(now));
  private readonly hands: Hands;
  private readonly ending = new AbortController();
  private readonly endings: (() => void)[];
  private dimensions: 2 | 3 = 3;
  private area: Area | null = null;
  private resets = resetRequests.peek();
  private reported: Viewpoint | null = null;
  /** The viewpoint that the map chose by itself last. */
  private fitted: Viewpoint | null = null;
  private movedByItself = false;
  /** Whether anything moved since the map last came to rest. */
  private moved = false;

  constructor(private readonly stage: Stage) {
    this.canvas = stage.canvas;
    this.painter = new Painter(stage, () => this.loop.request());
    this.hands = new Hands(this);
    this.endings = [
      effect(() => this.takeRows()),
      effect(() => this.takePositions()),
      effect(() => this.takePose()),
      effect(() => this.takeReset()),
      effect(() => this.followPicture()),
      effect(() => this.followPointer()),
      effect(() => this.takeColors()),
      this.followPage(),
    ];
  }

  dispose(): void {
    this.ending.abort();
    this.loop.dispose();
    this.hands.dispose();
    for (const end of this.endings) {
      end();
    }
    this.rowsOnMap.dispose();
    this.pointing.dispose();
    this.painter.dispose();
  }

  positionOnScreen(row: number): Place | null {
    const at = this.placeOf(row);
    const inView = at !== null && at.x >= 0 && at.x <= this.width && at.y >= 0 && at.y <= this.height;
    return inView ? at : null;
  }

  placeOf(row: number): Place | null {
    if (!this.measure()) {
      return null;
    }
    this.aim();
    return rowOnScreen(this.rowsOnMap.rows.peek(), row, this.projector, this.rowsOnMap.glide(performance.now()));
  }

  steer(change: (v: Viewpoint) => Viewpoint): void {
    this.movedByItself = false;
    this.motion.steer(change);
    this.loop.request();
  }

  glideTo(row: number): void {
    const rows = this.rowsOnMap.rows.peek();
    const target = [0, 1, 2].map((axis) => rows.coordinate(row, axis, 1)) as [number, number, number];
    const near = 0.6 * this.whole().distance;
    const from = this.motion.destination;
    this.movedByItself = false;
    this.motion.glideTo({ ...from, target, distance: Math.min(from.distance, near) }, performance.now());
    this.loop.request();
  }

  rowAt(x: number, y: number): Promise<number | null> {
    return this.pointing.rowAt(x, y);
  }

  rowsIn(area: Area): RowSet {
    const sight = this.sight();
    return sight === null ? RowSet.none : rowsInArea(sight.rows, sight.seen, area);
  }

  showArea(area: Area | null): void {
    this.area = area;
    this.loop.request();
  }

  /** The map as it is looked at now, wherever the last picture left it. */
  private sight(): Sight | null {
    if (!this.measure()) {
      return null;
    }
    this.aim();
    return {
      rows: this.rowsOnMap.rows.peek(),
      viewpoint: this.motion.current,
      thumbnails: this.painter.thumbnails,
      seen: {
        matrix: this.projector.matrix.elements,
        width: this.width,
        height: this.height,
        glide: this.rowsOnMap.glide(performance.now()),
      },
    };
  }

  /** Whether a layout that took another shape is to be fitted again: only while the person has not chosen a view of their own. */
  private needsFit(): boolean {
    const whole = this.whole();
    const untouched = this.fitted !== null && alike(this.fitted, this.motion.destination);
    const stretch = whole.distance / (this.fitted?.distance ?? whole.distance);
    return untouched && (stretch > fitSlack || stretch < 1 / fitSlack);
  }

  /** The viewpoint that shows all. */
  private whole(): Viewpoint {
    const aspect = this.measure() ? this.width / this.height : 1;
    return fitted(this.rowsOnMap.rows.peek().bounds, this.dimensions, aspect);
  }

  private takeRows(): void {
    const rows = this.rowsOnMap.rows.value;
    this.painter.setData(rows);
    this.repaint();
  }

  private takePositions(): void {
    const shown = positions.value;
    const wanted = viewDimensions.value;
    // Steps that are compared keep the view as well as the scale.
    const steps = sameScale.value ? comparedSteps.peek() : null;
    const keepsView = steps !== null && steps === this.steps;
    this.steps = steps;
    const now = performance.now();
    this.repaint();
    if (shown === null) {
      this.rowsOnMap.clear();
      return;
    }
    const dimensions = shown.dimensions === 2 ? 2 : wanted;
    const arrival = this.rowsOnMap.take(shown, dimensions === 2, now);
    const turned = dimensions !== this.dimensions;
    this.dimensions = dimensions;
    if (arrival === 'first') {
      this.fitted = this.whole();
      this.movedByItself = true;
      this.motion.jumpTo(this.fitted);
    } else if (turned || (!keepsView && this.needsFit())) {
      this.movedByItself = true;
      this.fitted = this.whole();
      this.motion.glideTo(this.fitted, now);
    }
  }

  /** A pose waits until there are positions of its kind to look at. */
  private takePose(): void {
    const pose = wantedPose.value;
    const shown = positions.value;
    const flat = shown?.dimensions === 2 || viewDimensions.value === 2;
    if (pose === null || shown === null || pose.orthographic !== flat) {
      return;
    }
    const view = viewpointOf(pose);
    if (view !== null) {
      this.movedByItself = false;
      if (this.reported === null) {
        this.motion.jumpTo(view);
      } else {
        this.motion.glideTo(view, performance.now());
      }
      this.loop.request();
    }
    wantedPose.value = null;
  }

  private takeReset(): void {
    if (resetRequests.value !== this.resets) {
      this.resets = resetRequests.peek();
      this.fitted = this.whole();
      this.movedByItself = false;
      this.motion.glideTo(this.fitted, performance.now());
      this.loop.request();
    }
  }

  /** Whatever of the state shows in the rows asks for a new picture of them. */
  private followPicture(): void {
    for (const shown of [pointColors, labelling, showSprites, selection, neighbors, visibility]) {
      void shown.value;
    }
    void sequences.value;
    void drawsAll.value;
    this.repaint();
  }

  /** What is drawn over the rows leaves them as they are. */
  private followPointer(): void {
    for (const shown of [labelBy, columns, labelSize, hoveredRow, hoveredNeighbors, nearest]) {
      void shown.value;
    }
    void thumbnailWanted.value;
    void wantedPicture.value;
    this.loop.request();
  }

  private repaint(): void {
    this.painter.invalidate();
    this.loop.request();
  }

  private takeColors(): void {
    void dark.value;
    this.painter.forgetColors();
    this.loop.request();
  }

  /** Redraws when the page changes around the map. */
  private followPage(): () => void {
    const { container, canvas } = this.stage;
    const { signal } = this.ending;
    const resized = new ResizeObserver(() => this.loop.request());
    resized.observe(container);
    const themed = new MutationObserver(() => {
      this.painter.forgetColors();
      this.loop.request();
    });
    themed.observe(document.documentElement, { attributes: true });
    // The page zoom changes the pixels of the display without a change of the container.
    window.addEventListener('resize', () => this.loop.request(), { signal });
    canvas.addEventListener(
      'webglcontextlost',
      () => {
        mapProblem.value = contextLost;
        this.painter.forgetPicture();
      },
      { signal },
    );
    canvas.addEventListener(
      'webglcontextrestored',
      () => {
        if (mapProblem.peek() === contextLost) {
          mapProblem.value = null;
        }
        this.painter.forgetPicture();
        this.loop.request();
      },
      { signal },
    );
    return () => {
      resized.disconnect();
      themed.disconnect();
    };
  }

  /** Takes over the size of the container. False when there is nothing to draw on. */
  private measure(): boolean {
    this.width = this.stage.container.clientWidth;
    this.height = this.stage.container.clientHeight;
    return this.width > 0 && this.height > 0;
  }

  private aim() {
    const camera = aim(this.motion.current, this.cameras, this.width / this.height, this.rowsOnMap.rows.peek().radius);
    this.projector.update(camera, this.width, this.height);
    return camera;
  }

  private draw(now: number): boolean {
    if (!this.measure() || this.stage.renderer.getContext().isContextLost()) {
      return false;
    }
    const cameraMoves = this.motion.advance(now);
    const rowsMove = this.rowsOnMap.advance(now);
    this.painter.fit(this.width, this.height);
    const moment: Moment = {
      camera: this.aim(),
      viewpoint: this.motion.current,
      projector: this.projector,
      width: this.width,
      height: this.height,
      glide: this.rowsOnMap.glide(now),
      area: this.area,
    };
    const moves = cameraMoves || rowsMove;
    this.moved ||= moves;
    const picture = wantedPicture.peek();
    if (picture !== null && !moves) {
      this.makePicture(picture, moment);
    }
    const grows = this.painter.paint(moment, moves);
    const wanted = thumbnailWanted.peek();
    if (wanted !== null && !grows) {
      thumbnailTaken(wanted, thumbnailOf([this.stage.canvas, this.stage.overlay.canvas]));
    }
    if (!moves) {
      this.settle();
    }
    return moves || grows;
  }

  /** Makes the picture that a person asked for, of the map at rest. */
  private makePicture(request: PictureRequest, moment: Moment): void {
    wantedPicture.value = null;
    const most = largestMultiple(this.stage, this.width, this.height);
    try {
      if (request.kind === 'svg') {
        this.painter.paintWhole(moment);
        const text = this.painter.svg(request) ?? '';
        madePicture.value = { content: new Blob([text], { type: 'image/svg+xml' }), extension: 'svg' };
        return;
      }
      if (request.multiple > most) {
        pictureProblem.value = `This graphics card draws a map of this size at most ${Math.floor(most)} times as large.`;
        return;
      }
      const canvas = pngOf(this.stage, this.painter, moment, request);
      canvas.toBlob((content) => {
        if (content === null) {
          pictureProblem.value = 'The browser could not make a file of the picture: it is too large for its memory.';
        } else {
          madePicture.value = { content, extension: 'png' };
        }
      }, 'image/png');
    } catch (error) {
      pictureProblem.value = error instanceof Error ? error.message : String(error);
    } finally {
      this.painter.fit(this.width, this.height);
    }
  }

  /** Tells the state where the camera has come to rest, and looks what the map came to rest with under the pointer. */
  private settle(): void {
    const { current } = this.motion;
    const rows = this.rowsOnMap.rows.peek();
    if (rows.count === 0) {
      return;
    }
    if (this.moved || this.reported === null || !alike(this.reported, current)) {
      this.moved = false;
      this.hands.lookAgain();
    }
    if (this.reported === null || !alike(this.reported, current)) {
      this.reported = current;
      poseIsOwn.value = this.movedByItself;
      cameraPose.value = poseOf(current);
    }
    if (rows.tree === null) {
      this.pointing.prepare();
    }
  }
}

function prefersStillness(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
