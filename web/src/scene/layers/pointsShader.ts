import { rowVertexChunk } from './rowShader';

/**
 * A point hides what is behind it, so a pixel that is mostly edge is left to the point behind. In crowds of small points there are more
 * edges than discs, and they would show as specks of ground.
 */
const leastAlpha = 'float leastAlpha(float radius) { return mix(0.6, 0.25, smoothstep(1.5, 4.0, radius)); }';

/**
 * Discs for rows, in two ways. Plainly for the crowd: a fill and nothing else, because what is worked out for a point is worked out a
 * million times. With RINGED for the few rows that have a ring, which the crowd leaves out.
 */
export const pointsVertexShader = /* glsl */ `
${rowVertexChunk}
uniform float size;
uniform vec2 sizeLimits;

flat out vec3 fill;
#ifdef RINGED
flat out vec3 ringColor;
flat out vec2 ring;
#endif
flat out float radius;
flat out float extent;
flat out float side;

${leastAlpha}

// The twin of discDiameter in rowSize.ts.
float diameterAt(float depth) {
  float diameter = seenAt(depth, size, sizeLimits);
  if (IS_HOVERED) return max(diameter * 1.5, diameter + 4.0);
  if (IS_RINGED) return max(diameter * 1.15, 4.0);
  return IS_NEIGHBOR ? max(diameter, 4.0) : diameter;
}

void main() {
  extent = 1.0;
  radius = 0.0;
  side = 1.0;
  gl_PointSize = 1.0;
  float depth;
#ifndef RINGED
  if (IS_HOVERED || IS_NEIGHBOR || IS_RINGED) {
    gl_Position = nowhere;
    return;
  }
#endif
  if (!isPlaced(uint(gl_VertexID), depth)) {
    return;
  }
  radius = 0.5 * diameterAt(depth) * pixelRatio;
  extent = radius;

  float fade = IS_HOVERED || IS_SELECTED ? 0.0 : haze(depth);
  fill = mix(rowColor(), ground, fade);
  if (!emphasized()) fill = mix(fill, ground, dimming);
#ifdef RINGED
  // Ring: radius of its middle line and half its width, in pixels; no width, no ring.
  ring = vec2(0.0);
  ringColor = accent;
  if (IS_RINGED) {
    float width = ringWidth * pixelRatio;
    ring = vec2(radius + (0.25 + 0.5 * ringWidth) * pixelRatio + 0.5 * width, 0.5 * width);
  } else if (IS_NEIGHBOR) {
    ring = vec2(radius + 1.5 * pixelRatio, 0.5 * pixelRatio);
    ringColor = mix(ground, rowColor(), mix(0.15, 0.9, closeness()) * (1.0 - fade));
  } else if (IS_HOVERED) {
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
  gl_PointSize = side;
}
`;

export const pointsFragmentShader = /* glsl */ `
precision highp float;

uniform vec3 ground;

flat in float radius;
flat in float extent;
flat in float side;
flat in vec3 fill;
#ifdef RINGED
flat in vec3 ringColor;
flat in vec2 ring;
#endif
out vec4 pixel;

${leastAlpha}

void main() {
  float r = length(gl_PointCoord - 0.5) * side;
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
}
`;
