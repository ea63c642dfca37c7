import { flag } from '../rowFlags';

/**
 * What every shader that draws rows shares: where a row is, whether it shows, its colour, its rank in depth, its size.
 * Written for GLSL ES 3.00; `precision` and the attributes come from the including shader.
 */
export const rowVertexChunk = /* glsl */ `
precision highp float;
precision highp int;
precision highp sampler2D;

uniform mat4 modelViewMatrix;
uniform mat4 projectionMatrix;
uniform float glide;
uniform float dimming;
uniform float flatView;
uniform float focus;
uniform vec3 ground;
uniform vec3 neutral;
uniform vec3 accent;
uniform float pixelRatio;
uniform float ringWidth;
uniform bool colored;
uniform sampler2D palette;
// Whether the row under the pointer is drawn as such: a picture that is kept while the pointer moves shows it as any other.
uniform bool hoverShows;

in vec3 start;
in vec3 place;
in uint color;
in uint flags;

const uint SELECTED = ${flag.selected}u;
const uint NEIGHBOR = ${flag.neighbor}u;
const uint HOVERED = ${flag.hovered}u;
const uint HIDDEN = ${flag.hidden}u;
#define STATE (hoverShows ? flags : flags & ~HOVERED)
#define IS_HOVERED ((STATE & HOVERED) != 0u)
#define IS_SELECTED ((flags & SELECTED) != 0u)
#define IS_NEIGHBOR ((flags & NEIGHBOR) != 0u)
#define IS_RINGED (IS_SELECTED && ringWidth > 0.0)

vec4 viewPosition() {
  return modelViewMatrix * vec4(mix(start, place, glide), 1.0);
}

float closeness() {
  return float(flags >> 4u) / 15.0;
}

// The twin of shuffled in rowShuffle.ts: on a flat map it decides what lies on top, so that no category always wins.
float shuffled(uint row) {
  uint h = row * 0x9e3779b1u;
  h ^= h >> 15u;
  h *= 0x85ebca77u;
  h ^= h >> 13u;
  return float(h & 0xffffu) / 65536.0;
}

// Rows that matter lie in front: each rank has its own slice of the depth range.
vec4 ranked(vec4 clip, uint row) {
  float depth = flatView > 0.5 ? shuffled(row) : clamp(clip.z / clip.w * 0.5 + 0.5, 0.0, 1.0);
  float near = 0.3;
  float far = 1.0;
  if (IS_HOVERED) { near = 0.0; far = 0.05; }
  else if (IS_SELECTED) { near = 0.05; far = 0.15; }
  else if (IS_NEIGHBOR) { near = 0.15; far = 0.3; }
  clip.z = (mix(near, far, depth) * 1.998 - 0.999) * clip.w;
  return clip;
}

// Share of the ground in the colour of a point: 0 at the near side of the cloud, never more than 0.5.
float haze(float depth) {
  return flatView > 0.5 ? 0.0 : 0.5 * smoothstep(focus - 1.1, focus + 1.3, depth);
}

vec3 rowColor() {
  return colored ? texelFetch(palette, ivec2(color & 255u, color >> 8u), 0).rgb : neutral;
}

bool emphasized() {
  return (STATE & (SELECTED | NEIGHBOR | HOVERED)) != 0u;
}

// What has a size at the target's depth; the twin of seenAt in rowSize.ts.
float seenAt(float depth, float size, vec2 limits) {
  return clamp(flatView > 0.5 ? size : size * focus / depth, limits.x, limits.y);
}

// Outside of the view, where nothing is drawn.
const vec4 nowhere = vec4(2.0, 2.0, 2.0, 1.0);

// Puts a row where it is drawn, and tells how far that is from the eye; false for one that does not show.
bool isPlaced(uint row, out float depth) {
  gl_Position = nowhere;
  depth = 0.0;
  vec4 position = viewPosition();
  vec4 clip = projectionMatrix * position;
  if ((flags & HIDDEN) != 0u || clip.w <= 0.0) {
    return false;
  }
  gl_Position = ranked(clip, row);
  depth = -position.z;
  return true;
}
`;
