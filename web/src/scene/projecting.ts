import { type Camera, Matrix4 } from 'three';

export interface ScreenPoint {
  /** CSS pixels from the top left. */
  x: number;
  y: number;
  /** Distance from the eye along its line of sight, in map units. */
  depth: number;
}

/** Takes places on the map to the screen, for one camera and one size of the view. */
export class Projector {
  readonly matrix = new Matrix4();
  private readonly view = new Matrix4();
  private width = 1;
  private height = 1;

  update(camera: Camera, width: number, height: number): void {
    this.view.copy(camera.matrixWorldInverse);
    this.matrix.multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
    this.width = width;
    this.height = height;
  }

  /** Null behind the eye. Points beside the view have coordinates outside of it. */
  project(x: number, y: number, z: number): ScreenPoint | null {
    const m = this.matrix.elements;
    const w = m[3] * x + m[7] * y + m[11] * z + m[15];
    if (w <= 0) {
      return null;
    }
    const cx = (m[0] * x + m[4] * y + m[8] * z + m[12]) / w;
    const cy = (m[1] * x + m[5] * y + m[9] * z + m[13]) / w;
    const v = this.view.elements;
    const depth = -(v[2] * x + v[6] * y + v[10] * z + v[14]);
    return { x: ((cx + 1) / 2) * this.width, y: ((1 - cy) / 2) * this.height, depth };
  }
}
