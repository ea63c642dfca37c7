import { ColorManagement, LinearSRGBColorSpace, WebGLRenderer } from 'three';

/** The elements of the map in its container and the renderer on them. */
export interface Stage {
  container: HTMLElement;
  canvas: HTMLCanvasElement;
  overlay: CanvasRenderingContext2D;
  renderer: WebGLRenderer;
  dispose(): void;
}

/** Makes the canvas of the points and the one above it for text and lines. */
export function createStage(container: HTMLElement): Stage | { failure: string } {
  // The shaders write colours as they are displayed; nothing is to be converted on the way.
  ColorManagement.enabled = false;
  const canvas = document.createElement('canvas');
  canvas.tabIndex = 0;
  // An application receives the arrow keys that a screen reader would otherwise keep.
  canvas.setAttribute('role', 'application');
  canvas.setAttribute('aria-label', 'Map');
  canvas.setAttribute('aria-description', 'Arrow keys turn, with Shift they move; plus and minus zoom; Home resets.');
  canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;display:block;touch-action:none';
  const above = document.createElement('canvas');
  above.setAttribute('aria-hidden', 'true');
  above.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;display:block;pointer-events:none';
  const overlay = above.getContext('2d');
  const context = canvas.getContext('webgl2', { antialias: false, alpha: false, powerPreference: 'high-performance' });
  if (context === null || overlay === null) {
    return {
      failure:
        'This browser cannot draw the map: WebGL 2 is missing or switched off. ' +
        'Turn on hardware acceleration in its settings, or open the page in a current Chrome, Edge, Firefox or Safari.',
    };
  }
  let renderer: WebGLRenderer;
  try {
    renderer = new WebGLRenderer({ canvas, context });
  } catch (error) {
    return { failure: `This browser cannot draw the map: ${error instanceof Error ? error.message : String(error)}` };
  }
  renderer.autoClear = false;
  // Each layer is one object, drawn in the order of the list.
  renderer.sortObjects = false;
  renderer.outputColorSpace = LinearSRGBColorSpace;
  if (getComputedStyle(container).position === 'static') {
    container.style.position = 'relative';
  }
  container.append(canvas, above);
  return {
    container,
    canvas,
    overlay,
    renderer,
    dispose: () => {
      renderer.dispose();
      renderer.forceContextLoss();
      canvas.remove();
      above.remove();
    },
  };
}
