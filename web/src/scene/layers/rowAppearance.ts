import { DataTexture, NearestFilter, type IUniform } from 'three';
import { pointColors } from '../../state/appearance';
import { selection } from '../../state/selection';
import type { Frame } from '../layer';
import { parseHex } from '../mapColors';
import type { PlacedRows } from '../placedRows';
import { ringWidth } from '../rowSize';

const paletteWidth = 256;

/** How much of its colour a row keeps when others are selected. */
const dimmedShare = 0.25;

export interface RowUniforms {
  [name: string]: IUniform;
  glide: IUniform<number>;
  dimming: IUniform<number>;
  flatView: IUniform<number>;
  focus: IUniform<number>;
  ground: IUniform<readonly number[]>;
  neutral: IUniform<readonly number[]>;
  accent: IUniform<readonly number[]>;
  /** Pixels of the target per CSS pixel. */
  pixelRatio: IUniform<number>;
  /** CSS pixels of the ring about a selected row; 0 for none. */
  ringWidth: IUniform<number>;
  colored: IUniform<boolean>;
  palette: IUniform<DataTexture>;
  hoverShows: IUniform<boolean>;
}

/** The palette on the graphics card and the uniforms that every layer of rows shares. Recolouring replaces a few texels. */
export class RowAppearance {
  private shown: { indices: Uint16Array; palette: readonly string[]; rows: PlacedRows } | null = null;
  readonly uniforms: RowUniforms = {
    glide: { value: 1 },
    dimming: { value: 0 },
    flatView: { value: 0 },
    focus: { value: 1 },
    ground: { value: [1, 1, 1] },
    neutral: { value: [0, 0, 0] },
    accent: { value: [0, 0, 0] },
    pixelRatio: { value: 1 },
    ringWidth: { value: 2 },
    colored: { value: false },
    palette: { value: paletteTexture(['#000000']) },
    hoverShows: { value: true },
  };

  update(rows: PlacedRows, frame: Frame): void {
    const { uniforms } = this;
    uniforms.glide.value = frame.glide;
    uniforms.dimming.value = selection.peek().length > 0 ? 1 - dimmedShare : 0;
    uniforms.flatView.value = frame.viewpoint.orthographic ? 1 : 0;
    uniforms.focus.value = frame.viewpoint.distance;
    uniforms.ground.value = frame.colors.ground;
    uniforms.neutral.value = frame.colors.neutralPoint;
    uniforms.accent.value = frame.colors.accent;
    uniforms.pixelRatio.value = frame.pixelRatio;
    uniforms.ringWidth.value = ringWidth(selection.peek().length);
    uniforms.hoverShows.value = frame.showsHover;
    this.updateColors(rows);
  }

  dispose(): void {
    this.uniforms.palette.value.dispose();
  }

  private updateColors(rows: PlacedRows): void {
    const colors = pointColors.peek();
    // Colours of the data shown before may outlive it by a moment.
    if (colors === null || colors.indices.length !== rows.count) {
      this.uniforms.colored.value = false;
      this.shown = null;
      return;
    }
    if (this.shown?.indices !== colors.indices || this.shown.rows !== rows) {
      rows.color.array.set(colors.indices);
      rows.color.touch(0, rows.count);
    }
    if (this.shown?.palette !== colors.palette) {
      this.uniforms.palette.value.dispose();
      this.uniforms.palette.value = paletteTexture(colors.palette);
    }
    this.uniforms.colored.value = true;
    this.shown = { indices: colors.indices, palette: colors.palette, rows };
  }
}

function paletteTexture(palette: readonly string[]): DataTexture {
  const height = Math.max(1, Math.ceil(palette.length / paletteWidth));
  const bytes = new Uint8Array(paletteWidth * height * 4);
  palette.forEach((hex, i) => {
    const [r, g, b] = parseHex(hex);
    bytes.set([Math.round(r * 255), Math.round(g * 255), Math.round(b * 255), 255], i * 4);
  });
  const texture = new DataTexture(bytes, paletteWidth, height);
  texture.minFilter = NearestFilter;
  texture.magFilter = NearestFilter;
  texture.needsUpdate = true;
  return texture;
}
