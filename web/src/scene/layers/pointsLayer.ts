import { BufferGeometry, Points, type RawShaderMaterial } from 'three';
import { labelling } from '../../state/appearance';
import type { Frame, Layer } from '../layer';
import type { PlacedRows } from '../placedRows';
import { pointSize, pointSizeLimits, textPointSize } from '../rowSize';
import type { SpriteSheets } from '../spriteSheet';
import { rowVertexChunk } from './rowShader';
import { RowMaterials } from './rowMaterials';
import type { RowAppearance } from './rowAppearance';

const vertexShader = /* glsl */ `
${rowVertexChunk}
uniform float size;
uniform vec2 sizeLimits;

#ifdef PICKING
flat out vec4 identifier;
#else
flat out vec3 fill;
flat out vec3 ringColor;
flat out vec2 ring;
#endif
flat out float radius;
flat out float extent;

void main() {
  extent = 1.0;
  radius = 0.0;
  gl_PointSize = 1.0;
  gl_Position = nowhere;
  if ((flags & HIDDEN) != 0u) {
    return;
  }
  vec4 position = viewPosition();
  vec4 clip = projectionMatrix * position;
  if (clip.w <= 0.0) {
    return;
  }
  gl_Position = ranked(clip, uint(gl_VertexID));

  float depth = -position.z;
  float diameter = clamp(flatView > 0.5 ? size : size * focus / depth, sizeLimits.x, sizeLimits.y);
  bool hovered = (flags & HOVERED) != 0u;
  bool selected = (flags & SELECTED) != 0u;
  bool neighbor = (flags & NEIGHBOR) != 0u;
  if (hovered) diameter = max(diameter * 1.5, diameter + 4.0);
  else if (selected && ringWidth > 0.0) diameter = max(diameter * 1.15, 4.0);
  else if (neighbor) diameter = max(diameter, 4.0);
  radius = 0.5 * diameter * pixelRatio;

#ifdef PICKING
  identifier = identifierOf(uint(gl_VertexID));
  extent = radius;
#else
  float fade = hovered || selected ? 0.0 : haze(depth);
  fill = mix(rowColor(), ground, fade);
  if (!emphasized()) fill = mix(fill, ground, dimming);

  // Ring: radius of its middle line and half its width, in pixels; no width, no ring.
  ring = vec2(0.0);
  ringColor = accent;
  if (selected && ringWidth > 0.0) {
    float width = ringWidth * pixelRatio;
    ring = vec2(radius + (0.25 + 0.5 * ringWidth) * pixelRatio + 0.5 * width, 0.5 * width);
  } else if (neighbor) {
    ring = vec2(radius + 1.5 * pixelRatio, 0.5 * pixelRatio);
    ringColor = mix(ground, rowColor(), mix(0.15, 0.9, closeness()) * (1.0 - fade));
  } else if (hovered) {
    ring = vec2(radius + 1.5 * pixelRatio, 0.5 * pixelRatio);
    ringColor = rowColor();
  }
  extent = max(radius, ring.y > 0.0 ? ring.x + ring.y : 0.0);
#endif
  gl_PointSize = 2.0 * extent + 2.0;
}
`;

const fragmentShader = /* glsl */ `
precision highp float;

uniform vec3 ground;

flat in float radius;
flat in float extent;
#ifdef PICKING
flat in vec4 identifier;
#else
flat in vec3 fill;
flat in vec3 ringColor;
flat in vec2 ring;
#endif
out vec4 pixel;

void main() {
  float r = length(gl_PointCoord - 0.5) * (2.0 * extent + 2.0);
#ifdef PICKING
  if (r > extent + 0.5) discard;
  pixel = identifier;
#else
  float alpha = clamp(extent + 0.5 - r, 0.0, 1.0);
#ifdef MULTISAMPLED
  if (alpha < 0.1) discard;
#else
  // A point hides what is behind it, so a pixel that is mostly edge is left to the point behind. In crowds of small points
  // there are more edges than discs, and they would show as specks of ground.
  if (alpha < mix(0.6, 0.25, smoothstep(1.5, 4.0, radius))) discard;
#endif
  float disc = clamp(radius + 0.5 - r, 0.0, 1.0);
  // A slightly deeper rim keeps neighbors of one colour apart.
  float rim = smoothstep(2.5, 4.0, radius) * 0.16 * smoothstep(radius - 2.2, radius - 0.2, r);
  vec3 body = fill * (1.0 - rim);
  vec3 around = ring.y > 0.0 ? mix(ground, ringColor, clamp(ring.y + 0.5 - abs(r - ring.x), 0.0, 1.0)) : body;
  pixel = vec4(mix(around, body, disc), alpha);
#endif
}
`;

/** All rows that have no thumbnail as discs, in one draw call. */
export class PointsLayer implements Layer {
  private rows: PlacedRows | null = null;
  private geometry = new BufferGeometry();
  private readonly size = { value: 1 };
  private readonly limits: { value: [number, number] } = {
    value: [pointSizeLimits.least, pointSizeLimits.most],
  };
  private readonly materials: RowMaterials;
  private readonly points = new Points(this.geometry);

  constructor(
    private readonly sheets: SpriteSheets,
    private readonly appearance: RowAppearance,
  ) {
    this.materials = new RowMaterials(vertexShader, fragmentShader, {
      ...appearance.uniforms,
      size: this.size,
      sizeLimits: this.limits,
    });
    this.points.frustumCulled = false;
  }

  setData(rows: PlacedRows): void {
    this.rows = rows;
    this.geometry.dispose();
    this.geometry = new BufferGeometry();
    this.geometry.setAttribute('start', rows.start.asVertex);
    this.geometry.setAttribute('place', rows.place.asVertex);
    this.geometry.setAttribute('color', rows.color.asVertex);
    this.geometry.setAttribute('flags', rows.flagBytes.asVertex);
    this.points.geometry = this.geometry;
  }

  draw(frame: Frame): void {
    // Under a name that stands for it a point is a speck, so that no row without a name is lost.
    this.limits.value = labelling.peek() === 'text' ? textPointSize : [pointSizeLimits.least, pointSizeLimits.most];
    this.render(frame, this.materials.for(frame));
  }

  drawForPicking(frame: Frame): void {
    this.limits.value = [pointSizeLimits.least, pointSizeLimits.most];
    this.render(frame, this.materials.picking);
  }

  dispose(): void {
    this.geometry.dispose();
    this.materials.dispose();
  }

  private render(frame: Frame, material: RawShaderMaterial): void {
    // Rows for which the sprite image has no thumbnail stay points.
    const first = this.sheets.shown?.capacity ?? 0;
    if (this.rows === null || first >= this.rows.count) {
      return;
    }
    this.geometry.setDrawRange(first, this.rows.count - first);
    this.appearance.update(this.rows, frame);
    this.size.value = pointSize(this.rows.count, frame.viewpoint);
    this.points.material = material;
    frame.renderer.render(this.points, frame.camera);
  }
}
