import { BufferAttribute, InstancedBufferGeometry, Mesh, type RawShaderMaterial, type Texture } from 'three';
import type { Frame, Layer } from '../layer';
import type { PlacedRows } from '../placedRows';
import { spriteSize, spriteSizeLimits } from '../rowSize';
import type { SpriteSheet, SpriteSheets } from '../spriteSheet';
import type { SpriteKind } from '../../state/spriteTiles';
import { rowVertexChunk } from './rowShader';
import { RowMaterials } from './rowMaterials';
import type { RowAppearance } from './rowAppearance';

const vertexShader = /* glsl */ `
${rowVertexChunk}
uniform float size;
uniform vec2 sizeLimits;
uniform vec2 viewport;
uniform vec2 thumbnail;
uniform int gridColumns;
uniform ivec4 tile;

in vec2 corner;

flat out vec4 identifier;
flat out vec3 tint;
flat out vec4 frameColor;
flat out vec2 halfSide;
flat out float fade;
flat out float plate;
flat out vec4 inset;
out vec2 offset;
out vec2 at;

void main() {
  identifier = vec4(0.0);
  tint = vec3(0.0);
  frameColor = vec4(0.0);
  halfSide = vec2(1.0);
  fade = 0.0;
  plate = 0.0;
  inset = vec4(0.0, 0.0, 1.0, 1.0);
  offset = corner;
  at = vec2(0.0);
  gl_Position = nowhere;

  ivec2 cell = ivec2(gl_InstanceID % gridColumns, gl_InstanceID / gridColumns) - tile.xy;
  if ((flags & HIDDEN) != 0u || any(lessThan(cell, ivec2(0))) || any(greaterThanEqual(cell, tile.zw))) {
    return;
  }
  vec4 position = viewPosition();
  vec4 clip = projectionMatrix * position;
  if (clip.w <= 0.0) {
    return;
  }
  clip = ranked(clip, uint(gl_InstanceID));

  float depth = -position.z;
  float side = clamp(flatView > 0.5 ? size : size * focus / depth, sizeLimits.x, sizeLimits.y);
  bool hovered = (flags & HOVERED) != 0u;
  bool selected = (flags & SELECTED) != 0u;
  bool neighbor = (flags & NEIGHBOR) != 0u;
  if (hovered) side = max(side * 1.5, 40.0);
  else if (selected && ringWidth > 0.0) side = max(side * 1.15, 24.0);

  vec3 own = rowColor();
  fade = hovered || selected ? 0.0 : haze(depth);
  if (!emphasized()) fade = mix(fade, 1.0, dimming);
  tint = own;
  plate = hovered || (selected && ringWidth > 0.0) ? 1.0 : 0.0;
  float border = colored ? 1.0 : 0.0;
  frameColor = vec4(own, border);
  if (selected) frameColor = vec4(accent, ringWidth);
  else if (neighbor) frameColor = vec4(mix(ground, own, mix(0.25, 1.0, closeness())), 1.0);
  else if (hovered) frameColor = vec4(own, 1.0);
  frameColor.a *= pixelRatio;

  vec2 aspect = thumbnail / max(thumbnail.x, thumbnail.y);
  halfSide = 0.5 * side * aspect * pixelRatio;
  vec2 outer = halfSide + frameColor.a + 1.0;
  offset = corner * outer;
  identifier = identifierOf(uint(gl_InstanceID));
  clip.xy += 2.0 * offset * vec2(1.0, -1.0) / viewport * clip.w;
  gl_Position = clip;

  vec2 tileSize = vec2(tile.zw);
  vec2 halfTexel = 0.5 / thumbnail;
  at = (vec2(cell) + 0.5 + 0.5 * offset / halfSide) / tileSize;
  inset = vec4((vec2(cell) + halfTexel) / tileSize, (vec2(cell) + 1.0 - halfTexel) / tileSize);
}
`;

const fragmentShader = /* glsl */ `
precision highp float;

uniform sampler2D sheet;
uniform vec3 ground;
uniform vec3 inkColor;
uniform bool colored;
// 0: a picture, 1: dark ink on a light ground, 2: light ink on a dark one.
uniform int kind;

flat in vec4 identifier;
flat in vec3 tint;
flat in vec4 frameColor;
flat in vec2 halfSide;
flat in float fade;
flat in float plate;
flat in vec4 inset;
in vec2 offset;
in vec2 at;
out vec4 pixel;

void main() {
  vec4 texel = texture(sheet, clamp(at, inset.xy, inset.zw));
  // Distance beyond the edge of the thumbnail, in pixels.
  float beyond = max(abs(offset.x) - halfSide.x, abs(offset.y) - halfSide.y);
  float inside = clamp(0.5 - beyond, 0.0, 1.0);
#ifdef PICKING
  if (beyond > 0.5 || texel.a == 0.0) discard;
  pixel = identifier;
#else
  vec3 color = texel.rgb;
  float alpha = texel.a;
  bool framed = frameColor.a > 0.0;
  if (kind != 0) {
    float gray = dot(texel.rgb, vec3(0.299, 0.587, 0.114));
    float ink = texel.a * (kind == 1 ? 1.0 - gray : gray);
    color = mix(ground, colored ? tint : inkColor, ink);
    // Only what stands out is framed; the rest is ink on the ground of the map.
    framed = framed && plate > 0.0;
    if (plate == 0.0) {
      // A rim in the colour of the ground keeps the strokes of a drawing apart from those behind it.
      vec4 soft = texture(sheet, clamp(at, inset.xy, inset.zw), 1.5);
      float softGray = dot(soft.rgb, vec3(0.299, 0.587, 0.114));
      float rim = smoothstep(0.03, 0.12, soft.a * (kind == 1 ? 1.0 - softGray : softGray));
      float stroke = smoothstep(0.1, 0.5, ink);
      color = mix(ground, colored ? tint : inkColor, stroke);
      alpha = max(stroke, rim);
    } else {
      alpha = 1.0;
    }
  } else if (plate > 0.0) {
    color = mix(ground, color, alpha);
    alpha = 1.0;
  }
  alpha *= inside;
  if (framed) {
    float border = clamp(beyond + 0.5, 0.0, 1.0) * clamp(frameColor.a + 0.5 - beyond, 0.0, 1.0);
    color = mix(color, frameColor.rgb, border);
    alpha = max(alpha, border);
  }
#ifdef MULTISAMPLED
  if (alpha < 0.1) discard;
#else
  if (alpha < 0.3) discard;
#endif
  pixel = vec4(mix(color, ground, fade), alpha);
#endif
}
`;

const kinds: Readonly<Record<SpriteKind, number>> = { picture: 0, darkInk: 1, lightInk: 2 };

/** Rows as their thumbnails: one draw call for each texture of the sprite image. */
export class SpritesLayer implements Layer {
  private rows: PlacedRows | null = null;
  private prepared = false;
  private geometry = new InstancedBufferGeometry();
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
  private readonly mesh = new Mesh(this.geometry);

  constructor(
    private readonly sheets: SpriteSheets,
    private readonly appearance: RowAppearance,
  ) {
    this.materials = new RowMaterials(vertexShader, fragmentShader, { ...appearance.uniforms, ...this.uniforms });
    this.mesh.frustumCulled = false;
  }

  setData(rows: PlacedRows): void {
    this.rows = rows;
    this.prepared = false;
  }

  draw(frame: Frame): void {
    this.render(frame, this.materials.for(frame));
  }

  drawForPicking(frame: Frame): void {
    this.render(frame, this.materials.picking);
  }

  dispose(): void {
    this.geometry.dispose();
    this.materials.dispose();
  }

  private render(frame: Frame, material: RawShaderMaterial): void {
    const { rows, uniforms } = this;
    const sheet = this.sheets.shown;
    if (rows === null || rows.count === 0 || sheet === null) {
      return;
    }
    this.prepare(rows, sheet);
    this.appearance.update(rows, frame);
    uniforms.size.value = spriteSize(rows.count, frame.viewpoint);
    uniforms.viewport.value = [frame.width * frame.pixelRatio, frame.height * frame.pixelRatio];
    uniforms.thumbnail.value = [sheet.grid.thumbnailWidth, sheet.grid.thumbnailHeight];
    uniforms.gridColumns.value = sheet.grid.columns;
    uniforms.inkColor.value = frame.colors.ink;
    uniforms.kind.value = kinds[sheet.kind];
    this.mesh.material = material;
    for (const { tile, texture } of sheet.tiles) {
      uniforms.tile.value = [tile.firstColumn, tile.firstRow, tile.columns, tile.rows];
      uniforms.sheet.value = texture;
      material.uniformsNeedUpdate = true;
      frame.renderer.render(this.mesh, frame.camera);
    }
  }

  /** Copies of the rows for instances are made only when thumbnails are drawn. */
  private prepare(rows: PlacedRows, sheet: SpriteSheet): void {
    if (!this.prepared) {
      this.geometry.dispose();
      this.geometry = new InstancedBufferGeometry();
      this.geometry.setAttribute('corner', new BufferAttribute(new Float32Array([-1, -1, 1, -1, 1, 1, -1, 1]), 2));
      this.geometry.setIndex([0, 2, 1, 0, 3, 2]);
      this.geometry.setAttribute('start', rows.start.asInstance);
      this.geometry.setAttribute('place', rows.place.asInstance);
      this.geometry.setAttribute('color', rows.color.asInstance);
      this.geometry.setAttribute('flags', rows.flagBytes.asInstance);
      this.mesh.geometry = this.geometry;
      this.prepared = true;
    }
    this.geometry.instanceCount = Math.min(rows.count, sheet.capacity);
  }
}
