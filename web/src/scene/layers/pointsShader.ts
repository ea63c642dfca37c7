import { rowVertexChunk } from './rowShader';

/**
 * A point hides what is behind it, so a pixel that is mostly edge is left to the point behind. In crowds of small points there are more
 * edges than discs, and they would show as specks of ground.
 */
const leastAlpha = 'float leastAlpha(float radius) { return mix(0.6, 0.25, smoothstep(1.5, 4.0, radius)); }';

/**
 * Discs for rows, in three ways. Plainly for the crowd: a fill and nothing else, because what is worked out for a point is worked out a
 * million times. With RINGED for the few rows that have a ring, which the crowd leaves out. With PICKING as identifiers.
 */
export const pointsVertexShader = /* glsl */ `
${rowVertexChunk}
uniform float size;
uniform vec2 sizeLimits;

#ifdef PICKING
flat out vec4 identifier;
#else
flat out vec3 fill;
#ifdef RINGED
flat out vec3 ringColor;
flat out vec2 ring;
#endif
#endif
flat out float radius;
flat out float extent;
flat out float side;

${leastAlpha}

// The twin of discDiameter in rowSize.ts.
float diameterAt(float depth) {
  float diameter = clamp(flatView > 0.5 ? size : size * focus / depth, sizeLimits.x, sizeLimits.y);
  if ((STATE & HOVERED) != 0u) return max(diameter * 1.5, diameter + 4.0);
  if ((STATE & SELECTED) != 0u && ringWidth > 0.0) return max(diameter * 1.15, 4.0);
  return (STATE & NEIGHBOR) != 0u ? max(diameter, 4.0) : diameter;
}

void main() {
  extent = 1.0;
  radius = 0.0;
  side = 1.0;
  gl_PointSize = 1.0;
  gl_Position = nowhere;
  if ((flags & HIDDEN) != 0u) {
    return;
  }
  bool hovered = (STATE & HOVERED) != 0u;
  bool selected = (STATE & SELECTED) != 0u;
  bool neighbor = (STATE & NEIGHBOR) != 0u;
#if !defined(PICKING) && !defined(RINGED)
  if (hovered || neighbor || (selected && ringWidth > 0.0)) {
    return;
  }
#endif
  vec4 position = viewPosition();
  vec4 clip = projectionMatrix * position;
  if (clip.w <= 0.0) {
    return;
  }
  gl_Position = ranked(clip, uint(gl_VertexID));

  float depth = -position.z;
  radius = 0.5 * diameterAt(depth) * pixelRatio;
  extent = radius;

#ifdef PICKING
  identifier = identifierOf(uint(gl_VertexID));
  side = 2.0 * extent + 1.0;
#else
  float fade = hovered || selected ? 0.0 : haze(depth);
  fill = mix(rowColor(), ground, fade);
  if (!emphasized()) fill = mix(fill, ground, dimming);
#ifdef RINGED
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
  // No pixel is asked that would be discarded: for small points that is most of a generous square.
#ifdef MULTISAMPLED
  side = 2.0 * extent + 1.0;
#else
  side = 2.0 * (extent + 0.5 - leastAlpha(radius)) + 0.01;
#endif
#endif
  gl_PointSize = side;
}
`;

export const pointsFragmentShader = /* glsl */ `
precision highp float;

uniform vec3 ground;

flat in float radius;
flat in float extent;
flat in float side;
#ifdef PICKING
flat in vec4 identifier;
#else
flat in vec3 fill;
#ifdef RINGED
flat in vec3 ringColor;
flat in vec2 ring;
#endif
#endif
out vec4 pixel;

${leastAlpha}

void main() {
  float r = length(gl_PointCoord - 0.5) * side;
#ifdef PICKING
  if (r > extent + 0.5) discard;
  pixel = identifier;
#else
  float alpha = clamp(extent + 0.5 - r, 0.0, 1.0);
#ifdef MULTISAMPLED
  if (alpha < 0.1) discard;
#else
  if (alpha < leastAlpha(radius)) discard;
#endif
  // A slightly deeper rim keeps neighbors of one colour apart.
  float rim = smoothstep(2.5, 4.0, radius) * 0.16 * smoothstep(radius - 2.2, radius - 0.2, r);
  vec3 body = fill * (1.0 - rim);
#ifdef RINGED
  float disc = clamp(radius + 0.5 - r, 0.0, 1.0);
  vec3 around = ring.y > 0.0 ? mix(ground, ringColor, clamp(ring.y + 0.5 - abs(r - ring.x), 0.0, 1.0)) : body;
  body = mix(around, body, disc);
#endif
  pixel = vec4(body, alpha);
#endif
}
`;
