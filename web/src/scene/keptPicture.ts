import {
  BufferAttribute,
  BufferGeometry,
  GLSL3,
  Mesh,
  NoBlending,
  OrthographicCamera,
  RawShaderMaterial,
  WebGLRenderTarget,
  type WebGLRenderer,
} from 'three';

/** More rows than this are drawn without multisampling where the processor draws: one picture would take seconds. */
const mostRowsInSoftware = 300_000;

/**
 * Pictures of the rows that are kept, so that what follows the pointer is drawn without drawing the rows again: the one that is shown,
 * and a second in which the next grows until it is complete. Pixels have several samples where that is worth it, so that the edges of
 * points are smooth in whatever order they are drawn; where the processor draws, only pictures at rest.
 */
export class KeptPictures {
  /** Whether the processor draws. */
  readonly inSoftware: boolean;
  private shown: WebGLRenderTarget | null = null;
  private growing: WebGLRenderTarget | null = null;
  private readonly uniforms = { picture: { value: null as unknown } };
  private readonly camera = new OrthographicCamera();
  private readonly cover = new Mesh(
    new BufferGeometry().setAttribute('position', new BufferAttribute(new Float32Array([-1, -1, 3, -1, -1, 3]), 2)),
    new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: 'in vec2 position; void main() { gl_Position = vec4(position, 0.0, 1.0); }',
      fragmentShader: `
        precision highp float;
        uniform sampler2D picture;
        out vec4 pixel;
        void main() { pixel = vec4(texelFetch(picture, ivec2(gl_FragCoord.xy), 0).rgb, 1.0); }`,
      uniforms: this.uniforms,
      blending: NoBlending,
      depthTest: false,
      depthWrite: false,
    }),
  );

  constructor(private readonly renderer: WebGLRenderer) {
    this.cover.frustumCulled = false;
    const gl = renderer.getContext();
    const naming = gl.getExtension('WEBGL_debug_renderer_info');
    const name = String(gl.getParameter(naming?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
    this.inSoftware = /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
  }

  /** Whether a picture of so many rows deserves several samples a pixel now. */
  suitsSamples(rows: number, moving: boolean): boolean {
    return rows > 0 && (!this.inSoftware || (!moving && rows <= mostRowsInSoftware));
  }

  /** Directs what is drawn into the picture that is shown, or into the one that grows; sizes are pixels of the display. */
  direct(to: 'shown' | 'growing', width: number, height: number, multisampled: boolean): void {
    // Displays with small pixels need fewer samples, and have four times as many pixels to keep them for.
    const samples = multisampled ? (window.devicePixelRatio >= 2 ? 2 : 4) : 0;
    const known = this[to];
    if (known === null || known.width !== width || known.height !== height || known.samples !== samples) {
      known?.dispose();
      this[to] = new WebGLRenderTarget(width, height, { samples });
    }
    this.renderer.setRenderTarget(this[to]);
  }

  /** Shows from now on what has grown. */
  swap(): void {
    [this.shown, this.growing] = [this.growing, this.shown];
  }

  /** Brings the picture that is shown to the canvas, and directs what is drawn there. */
  show(): void {
    this.renderer.setRenderTarget(null);
    this.uniforms.picture.value = this.shown?.texture ?? null;
    this.renderer.render(this.cover, this.camera);
  }

  dispose(): void {
    this.shown?.dispose();
    this.growing?.dispose();
    this.cover.geometry.dispose();
    this.cover.material.dispose();
  }
}
