import { GLSL3, type IUniform, NoBlending, NormalBlending, RawShaderMaterial } from 'three';
import type { Frame } from '../layer';

/** The ways in which one pair of shaders draws rows: plain, and with several samples a pixel (defines MULTISAMPLED). */
export class RowMaterials {
  private readonly plain: RawShaderMaterial;
  private readonly multisampled: RawShaderMaterial;

  /** @param defines Further names that the shaders know of. */
  constructor(
    vertexShader: string,
    fragmentShader: string,
    uniforms: Record<string, IUniform>,
    defines: Record<string, string> = {},
  ) {
    const shared = { glslVersion: GLSL3, vertexShader, fragmentShader, uniforms };
    this.plain = new RawShaderMaterial({ ...shared, blending: NormalBlending, transparent: true, defines });
    this.multisampled = new RawShaderMaterial({
      ...shared,
      blending: NoBlending,
      alphaToCoverage: true,
      defines: { ...defines, MULTISAMPLED: '' },
    });
    for (const material of [this.plain, this.multisampled]) {
      // Some browsers emulate a first attribute that is not there, at a cost for each vertex: it is one that always is.
      material.index0AttributeName = 'place';
    }
  }

  for(frame: Frame): RawShaderMaterial {
    return frame.multisampled ? this.multisampled : this.plain;
  }

  dispose(): void {
    for (const material of [this.plain, this.multisampled]) {
      material.dispose();
    }
  }
}
