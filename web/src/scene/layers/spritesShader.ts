import { rowVertexChunk } from './rowShader';

export const spritesVertexShader = /* glsl */ `
${rowVertexChunk}
uniform float size;
uniform vec2 sizeLimits;
uniform vec2 viewport;
uniform vec2 thumbnail;
uniform int gridColumns;
uniform ivec4 tile;

in vec2 corner;
in uint row;

flat out vec3 tint;
flat out vec4 frameColor;
flat out vec2 halfSide;
flat out float fade;
flat out float plate;
flat out vec4 inset;
out vec2 offset;
out vec2 at;

// The twin of thumbnailSide in rowSize.ts.
float sideAt(float depth) {
  float side = seenAt(depth, size, sizeLimits);
  if (IS_HOVERED) return max(side * 1.5, 40.0);
  return IS_RINGED ? max(side * 1.15, 24.0) : side;
}

void main() {
  tint = vec3(0.0);
  frameColor = vec4(0.0);
  halfSide = vec2(1.0);
  fade = 0.0;
  plate = 0.0;
  inset = vec4(0.0, 0.0, 1.0, 1.0);
  offset = corner;
  at = vec2(0.0);
  float depth;
  if (!isPlaced(row, depth)) {
    return;
  }
  float side = sideAt(depth);
  vec3 own = rowColor();
  fade = IS_HOVERED || IS_SELECTED ? 0.0 : haze(depth);
  if (!emphasized()) fade = mix(fade, 1.0, dimming);
  tint = own;
  plate = IS_HOVERED || IS_RINGED ? 1.0 : 0.0;
  float border = colored ? 1.0 : 0.0;
  frameColor = vec4(own, border);
  if (IS_SELECTED) frameColor = vec4(accent, ringWidth);
  else if (IS_NEIGHBOR) frameColor = vec4(mix(ground, own, mix(0.25, 1.0, closeness())), 1.0);
  else if (IS_HOVERED) frameColor = vec4(own, 1.0);
  frameColor.a *= pixelRatio;

  vec2 aspect = thumbnail / max(thumbnail.x, thumbnail.y);
  halfSide = 0.5 * side * aspect * pixelRatio;
  vec2 outer = halfSide + frameColor.a + 1.0;
  offset = corner * outer;
  gl_Position.xy += 2.0 * offset * vec2(1.0, -1.0) / viewport * gl_Position.w;

  ivec2 cell = ivec2(int(row) % gridColumns, int(row) / gridColumns) - tile.xy;
  vec2 tileSize = vec2(tile.zw);
  vec2 halfTexel = 0.5 / thumbnail;
  at = (vec2(cell) + 0.5 + 0.5 * offset / halfSide) / tileSize;
  inset = vec4((vec2(cell) + halfTexel) / tileSize, (vec2(cell) + 1.0 - halfTexel) / tileSize);
}
`;

export const spritesFragmentShader = /* glsl */ `
precision highp float;

uniform sampler2D sheet;
uniform vec3 ground;
uniform vec3 inkColor;
uniform bool colored;
// 0: a picture, 1: dark ink on a light ground, 2: light ink on a dark one.
uniform int kind;

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
}
`;
