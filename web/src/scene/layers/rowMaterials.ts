import { GLSL3, type IUniform, NoBlending, NormalBlending, RawShaderMaterial } from 'three';
import type { Frame } from '../layer';

/**
 * The ways in which one pair of shaders draws rows: plain, with several samples a pixel (defines MULTISAMPLED), and as
 * identifiers (defines PICKING).
 */
export class RowMaterials {
  private readonly plain: RawShaderMaterial;
  private readonly multisampled: RawShaderMaterial;
  readonly picking: RawShaderMaterial;

  constructor(vertexShader: string, fragmentShader: string, uniforms: Record<string, IUniform>) {
    const shared = { glslVersion: GLSL3, vertexShader, fragmentShader, uniforms };
    this.plain = new RawShaderMaterial({ ...shared, blending: NormalBlending, transparent: true });
    this.multisampled = new RawShaderMaterial({
      ...shared,
      blending: NoBlending,
      alphaToCoverage: true,
      defines: { MULTISAMPLED: '' },
    });
    this.picking = new RawShaderMaterial({ ...shared, blending: NoBlending, defines: { PICKING: '' } });
  }

  for(frame: Frame): RawShaderMaterial {
    return frame.multisampled ? this.multisampled : this.plain;
  }

  dispose(): void {
    for (const material of [this.plain, this.multisampled, this.picking]) {
      material.dispose();
    }
  }
}
