import {
  BufferAttribute,
  BufferGeometry,
  DynamicDrawUsage,
  GLSL3,
  LineSegments,
  NormalBlending,
  RawShaderMaterial,
} from 'three';
import { positions } from '../../state/projection';
import { type FrameEdge, frameEdges } from '../axisFrame';
import { boundsBetween } from '../bounds';
import { isFirstPart, type Frame, type Layer } from '../layer';
import { cssColor } from '../mapColors';
import type { PlacedRows } from '../placedRows';

const edges = 12;
/** CSS pixels between the name of an axis and the rim of the view. */
const margin = 6;

const vertexShader = /* glsl */ `
precision highp float;
uniform mat4 modelViewMatrix;
uniform mat4 projectionMatrix;
uniform float focus;
in vec3 position;
out float far;
void main() {
  vec4 view = modelViewMatrix * vec4(position, 1.0);
  gl_Position = projectionMatrix * view;
  // Behind everything, whatever its depth.
  gl_Position.z = 0.9999 * gl_Position.w;
  far = smoothstep(focus - 1.5, focus + 1.5, -view.z);
}
`;

const fragmentShader = /* glsl */ `
precision highp float;
uniform vec3 ink;
in float far;
out vec4 pixel;
void main() {
  pixel = vec4(ink, mix(0.22, 0.1, far));
}
`;

/** A box of hairlines about the points, open towards the viewer, with the names of the axes along its outline. */
export class AxesLayer implements Layer {
  private rows: PlacedRows | null = null;
  private readonly ends = new BufferAttribute(new Float32Array(edges * 2 * 3), 3).setUsage(DynamicDrawUsage);
  private readonly geometry = new BufferGeometry().setAttribute('position', this.ends);
  private readonly uniforms = { ink: { value: [0, 0, 0] as readonly number[] }, focus: { value: 1 } };
  private readonly material = new RawShaderMaterial({
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    uniforms: this.uniforms,
    blending: NormalBlending,
    transparent: true,
    depthTest: false,
    depthWrite: false,
  });
  private readonly lines = new LineSegments(this.geometry, this.material);

  constructor() {
    this.lines.frustumCulled = false;
  }

  setData(rows: PlacedRows): void {
    this.rows = rows;
  }

  draw(frame: Frame): void {
    const all = this.edges(frame);
    if (all.length === 0 || !isFirstPart(frame.part)) {
      return;
    }
    // The front and the back of a flat map are one square; drawn twice its lines would be twice as heavy.
    const drawn = all.filter((edge) => (frame.viewpoint.orthographic ? edge.outline : edge.behind));
    const ends = this.ends.array;
    drawn.forEach((edge, i) => {
      ends.set(edge.from, i * 6);
      ends.set(edge.to, i * 6 + 3);
    });
    this.ends.needsUpdate = true;
    this.geometry.setDrawRange(0, drawn.length * 2);
    this.uniforms.ink.value = frame.colors.ink;
    this.uniforms.focus.value = frame.viewpoint.distance;
    frame.renderer.render(this.lines, frame.camera);
  }

  drawOver(frame: Frame): void {
    const all = this.edges(frame);
    if (all.length > 0) {
      drawNames(all, frame);
    }
  }

  dispose(): void {
    this.geometry.dispose();
    this.material.dispose();
  }

  private edges(frame: Frame): readonly FrameEdge[] {
    return this.rows === null || this.rows.count === 0
      ? []
      : frameEdges(boundsBetween(this.rows.startBounds, this.rows.bounds, frame.glide), frame.viewpoint);
  }
}

/** Each axis is named beside that edge of the outline which is lowest, or for the upright axis farthest to the left. */
function drawNames(all: readonly FrameEdge[], frame: Frame): void {
  const { overlay, projector, colors } = frame;
  const names = positions.peek()?.axes ?? [];
  const middle = projector.project(...meanOf(all));
  overlay.font = `400 11px ${colors.font}`;
  overlay.fillStyle = cssColor(colors.ink, 0.62);
  overlay.strokeStyle = cssColor(colors.ground);
  overlay.lineWidth = 4;
  overlay.lineJoin = 'round';
  overlay.textAlign = 'left';
  overlay.textBaseline = 'middle';
  for (const axis of [0, 1, 2] as const) {
    const name = names[axis];
    let best: { x: number; y: number; merit: number } | null = null;
    for (const edge of all.filter((e) => e.axis === axis && e.outline)) {
      const a = projector.project(...edge.from);
      const b = projector.project(...edge.to);
      if (a === null || b === null || Math.hypot(a.x - b.x, a.y - b.y) < 48) {
        continue;
      }
      const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
      const merit = Math.abs(a.y - b.y) > Math.abs(a.x - b.x) * 2 ? -x : y;
      if (best === null || merit > best.merit) {
        best = { x, y, merit };
      }
    }
    if (name === undefined || best === null || middle === null) {
      continue;
    }
    const away = Math.hypot(best.x - middle.x, best.y - middle.y) || 1;
    const [ux, uy] = [(best.x - middle.x) / away, (best.y - middle.y) / away];
    const { width } = overlay.measureText(name);
    const x = best.x + ux * 10 - width * (ux < -0.35 ? 1 : ux > 0.35 ? 0 : 0.5);
    const inView = best.x >= 0 && best.x <= frame.width && best.y >= 0 && best.y <= frame.height;
    if (inView && frame.viewpoint.orthographic && axis === 1) {
      // Beside a flat map the name runs upwards, as in a chart: it needs little room and covers no points.
      overlay.save();
      overlay.translate(Math.max(best.x - 10, 2 * margin), best.y + width / 2);
      overlay.rotate(-Math.PI / 2);
      overlay.strokeText(name, 0, 0);
      overlay.fillText(name, 0, 0);
      overlay.restore();
    } else if (inView) {
      // A name at the rim moves inwards rather than being cut, onto a rim of ground where it meets the box.
      const left = Math.max(Math.min(x, frame.width - margin - width), margin);
      const y = Math.max(Math.min(best.y + uy * 14, frame.height - 2 * margin), 2 * margin);
      overlay.strokeText(name, left, y);
      overlay.fillText(name, left, y);
    }
  }
}

function meanOf(all: readonly FrameEdge[]): [number, number, number] {
  const mean: [number, number, number] = [0, 0, 0];
  for (const edge of all) {
    for (const i of [0, 1, 2] as const) {
      mean[i] += (edge.from[i] + edge.to[i]) / (2 * all.length);
    }
  }
  return mean;
}
