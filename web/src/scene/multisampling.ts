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
 * Draws a picture with several samples a pixel, so that the edges of points are smooth in whatever order they are drawn.
 * Where the processor draws, a moving picture is drawn plain and refined when it comes to rest.
 */
export class Multisampling {
  private target: WebGLRenderTarget | null = null;
  private readonly inSoftware: boolean;
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

  /** Whether a picture of so many rows is worth it now. Samples are brought together only once something was drawn. */
  suits(rows: number, moving: boolean): boolean {
    return rows > 0 && (!this.inSoftware || (!moving && rows <= mostRowsInSoftware));
  }

  /** Directs what is drawn until `finish` into the picture with samples; sizes are pixels of the display. */
  begin(width: number, height: number): void {
    if (this.target?.width !== width || this.target.height !== height) {
      this.target?.dispose();
      // Displays with small pixels need fewer samples, and have four times as many pixels to keep them for.
      this.target = new WebGLRenderTarget(width, height, { samples: window.devicePixelRatio >= 2 ? 2 : 4 });
    }
    this.renderer.setRenderTarget(this.target);
  }

  /** Brings the picture to the canvas. */
  finish(): void {
    this.renderer.setRenderTarget(null);
    this.uniforms.picture.value = this.target?.texture ?? null;
    this.renderer.render(this.cover, this.camera);
  }

  dispose(): void {
    this.target?.dispose();
    this.cover.geometry.dispose();
    this.cover.material.dispose();
  }
}
