import { sep } from 'node:path';
import type { Plugin } from 'vite';

/**
 * The renderer of three.js makes everything it could ever need: light and shadow, the materials of solids, headsets. The map draws points,
 * lines and text with shaders of its own (`RawShaderMaterial`), so these parts, half of the library, can never do anything here. The
 * page is built from the sources of three.js with them replaced by what the renderer asks of them when they do nothing.
 */
const replaced: Readonly<Record<string, string>> = {
  'renderers/shaders/ShaderChunk.js': 'export const ShaderChunk = {};',
  'renderers/shaders/ShaderLib.js': 'export const ShaderLib = {};',
  'renderers/shaders/DFGLUTData.js': 'export const getDFGLUT = () => null;',
  'renderers/webgl/WebGLMaterials.js': `
    export class WebGLMaterials {
      refreshMaterialUniforms(uniforms, material) { material.uniformsNeedUpdate = false; }
    }`,
  'renderers/webgl/WebGLEnvironments.js': `
    export class WebGLEnvironments {
      get() { return null; }
      dispose() {}
    }`,
  'renderers/webgl/WebGLShadowMap.js': `
    export class WebGLShadowMap {
      enabled = false;
      render() {}
    }`,
  'renderers/webgl/WebGLMorphtargets.js': 'export class WebGLMorphtargets {}',
  'renderers/webgl/WebGLUniformsGroups.js': `
    export class WebGLUniformsGroups {
      dispose() {}
    }`,
  'renderers/webgl/WebGLOutput.js': 'export class WebGLOutput {}',
  'renderers/webxr/WebXRManager.js': `
    export class WebXRManager {
      enabled = false;
      isPresenting = false;
      getEnvironmentBlendMode() { return null; }
      addEventListener() {}
      removeEventListener() {}
      setAnimationLoop() {}
      dispose() {}
    }`,
};

/** Takes out of three.js what only its own materials use. */
export function threeParts(): Plugin {
  const met = new Set<string>();
  return {
    name: 'three-parts',
    apply: 'build',
    enforce: 'pre',
    resolveId(source, importer) {
      return source === 'three' ? this.resolve('three/src/Three.js', importer, { skipSelf: true }) : null;
    },
    load(id) {
      const [, part] = id.split(sep).join('/').split('/three/src/');
      const code = part === undefined ? undefined : replaced[part];
      if (part === undefined || code === undefined) {
        return null;
      }
      met.add(part);
      return { code, moduleSideEffects: false };
    },
    buildEnd(error) {
      const missing = Object.keys(replaced).filter((part) => !met.has(part));
      if (error === undefined && missing.length > 0) {
        this.error(`This version of three.js has no ${missing.join(', ')}. Look at web/build/threeParts.ts.`);
      }
    },
  };
}
