import {
  BufferAttribute,
  BufferGeometry,
  GLSL3,
  LineSegments,
  NormalBlending,
  RawShaderMaterial,
  type IUniform,
} from 'three';
import { mainRow } from '../../state/selection';
import { sequences, type Sequences } from '../../state/sequences';
import { isFirstPart, type Frame, type Layer } from '../layer';
import type { PlacedRows } from '../placedRows';
import type { RowAppearance } from './rowAppearance';
import { rowVertexChunk } from './rowShader';

/** How much of a line shows: by itself, when its sequence is the selected one's, and when another is. */
const opacity = { alone: 0.35, chosen: 0.9, other: 0.08 } as const;

const vertexShader = /* glsl */ `
${rowVertexChunk}
uniform float chosen;
in float along;
in float sequence;
out vec3 ink;
out float gone;
out float share;

// From blue over green to amber, as far along its sequence as the row is.
vec3 hue(float t) {
  vec3 a = vec3(0.16, 0.39, 0.78);
  vec3 b = vec3(0.10, 0.60, 0.42);
  vec3 c = vec3(0.85, 0.55, 0.10);
  return t < 0.5 ? mix(a, b, 2.0 * t) : mix(b, c, 2.0 * t - 1.0);
}

void main() {
  vec4 position = viewPosition();
  gl_Position = projectionMatrix * position;
  // Behind all points, so that none is crossed out.
  gl_Position.z = 0.9998 * gl_Position.w;
  gone = (flags & HIDDEN) != 0u ? 1.0 : 0.0;
  ink = colored ? rowColor() : hue(along);
  share = chosen < 0.0 ? ${opacity.alone} : abs(sequence - chosen) < 0.5 ? ${opacity.chosen} : ${opacity.other};
}
`;

const fragmentShader = /* glsl */ `
precision highp float;
in vec3 ink;
in float gone;
in float share;
out vec4 pixel;
void main() {
  if (gone > 0.0) discard;
  pixel = vec4(ink, share);
}
`;

/** Lines from each row to the one that follows it, where the metadata says which that is. */
export class SequencesLayer implements Layer {
  private rows: PlacedRows | null = null;
  private shown: Sequences | null = null;
  private geometry = new BufferGeometry();
  private readonly chosen: IUniform<number> = { value: -1 };
  private readonly material: RawShaderMaterial;
  private readonly lines = new LineSegments(this.geometry);

  constructor(private readonly appearance: RowAppearance) {
    this.material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader,
      fragmentShader,
      uniforms: { ...appearance.uniforms, chosen: this.chosen },
      blending: NormalBlending,
      transparent: true,
      depthTest: false,
      depthWrite: false,
    });
    this.lines.frustumCulled = false;
    this.lines.material = this.material;
  }

  setData(rows: PlacedRows): void {
    this.rows = rows;
    this.shown = null;
  }

  draw(frame: Frame): void {
    const { rows } = this;
    const wanted = sequences.peek();
    // Lines between rows that are not drawn would be a web of their own.
    if (frame.part.of === 'sample' || !isFirstPart(frame.part)) {
      return;
    }
    if (rows === null || wanted === null || wanted.sequence.length !== rows.count || wanted.pairs.length === 0) {
      return;
    }
    if (this.shown !== wanted) {
      this.take(rows, wanted);
    }
    const main = mainRow.peek();
    const sequence = main === null ? -1 : (wanted.sequence[main] ?? -1);
    this.chosen.value = sequence;
    this.appearance.update(rows, frame);
    frame.renderer.render(this.lines, frame.camera);
  }

  dispose(): void {
    this.geometry.dispose();
    this.material.dispose();
  }

  private take(rows: PlacedRows, wanted: Sequences): void {
    const { pairs, along, sequence } = wanted;
    this.geometry.dispose();
    this.geometry = new BufferGeometry();
    this.geometry.setIndex(new BufferAttribute(pairs, 1));
    this.geometry.setAttribute('start', rows.start.asVertex);
    this.geometry.setAttribute('place', rows.place.asVertex);
    this.geometry.setAttribute('color', rows.color.asVertex);
    this.geometry.setAttribute('flags', rows.flagBytes.asVertex);
    this.geometry.setAttribute('along', new BufferAttribute(along, 1));
    this.geometry.setAttribute('sequence', new BufferAttribute(Float32Array.from(sequence), 1));
    this.lines.geometry = this.geometry;
    this.shown = wanted;
  }
}
