import { labelling, labelSize, pointColors } from '../../state/appearance';
import { hoveredRow, neighbors, selection } from '../../state/selection';
import { rowName } from '../../state/status';
import type { Frame, Layer } from '../layer';
import { LabelPlacement, type LabelRequest } from '../labelPlacement';
import { shortened } from '../labelText';
import { cssColor } from '../mapColors';
import { rowsToName } from '../namedRows';
import type { PlacedRows } from '../placedRows';
import { rowOnScreen } from '../rowOnScreen';
import type { RowSize } from '../rowSize';

const rank = { hovered: 0, selected: 1, neighbor: 2, other: 3 } as const;

/** So many selected rows ask for a label; a view has no room for more. */
const mostSelected = 1000;
/** More selected rows than this are a crowd, whose labels do not shout. */
const fewSelected = 12;

interface Style {
  strong: boolean;
  font: string;
  height: number;
}

/** Letters of `pixels` for a name that is chosen, or one that is not. */
function styleOf(pixels: number, strong: boolean): Style {
  return strong
    ? { strong, font: `600 ${pixels + 1}px`, height: Math.ceil(1.3 * (pixels + 1)) }
    : { strong, font: `400 ${pixels}px`, height: Math.ceil(1.25 * pixels) };
}

interface Label extends LabelRequest {
  style: Style;
  alpha: number;
  /** Null for the colour of text. */
  color: string | null;
}

/** A text as it stands on the map, for pictures that are not made of pixels. */
export interface PlacedText {
  text: string;
  left: number;
  middle: number;
  font: string;
  ink: string;
}

/** The names of rows as text of the page's font: any script it can show. */
export class LabelsLayer implements Layer {
  private rows: PlacedRows | null = null;
  private placement = new LabelPlacement();
  private readonly widths = new Map<string, number>();
  /** What the last picture shows, the most important first. */
  placed: readonly PlacedText[] = [];

  constructor(private readonly size: RowSize) {}

  setData(rows: PlacedRows): void {
    this.rows = rows;
    this.placement = new LabelPlacement();
  }

  drawOver(frame: Frame): void {
    const { overlay, colors } = frame;
    overlay.textBaseline = 'middle';
    overlay.textAlign = 'left';
    overlay.lineJoin = 'round';
    const placed = this.placement.place(this.requests(frame), frame.width, frame.height);
    this.placed = placed.map(({ request, left, top }) => ({
      text: request.text,
      left,
      middle: top + request.height / 2,
      font: request.style.font,
      ink: request.color ?? cssColor(colors.ink, request.alpha),
    }));
    // The most important are drawn last, over the halos of the others.
    for (const { request, left, top } of placed.toReversed()) {
      overlay.font = `${request.style.font} ${colors.font}`;
      overlay.lineWidth = request.style.strong ? 4 : 3;
      overlay.strokeStyle = cssColor(colors.ground, 0.5 + 0.4 * request.alpha);
      overlay.fillStyle = request.color ?? cssColor(colors.ink, request.alpha);
      overlay.globalAlpha = request.color === null ? 1 : request.alpha;
      const middle = top + request.height / 2;
      overlay.strokeText(request.text, left, middle);
      overlay.fillText(request.text, left, middle);
      overlay.globalAlpha = 1;
    }
  }

  dispose(): void {
    this.widths.clear();
  }

  private requests(frame: Frame): Label[] {
    const requests: Label[] = [];
    const seen = new Set<number>();
    const want = (row: number, importance: number): void => {
      if (!seen.has(row)) {
        seen.add(row);
        const label = this.request(row, importance, frame);
        if (label !== null) {
          requests.push(label);
        }
      }
    };
    const hovered = hoveredRow.peek();
    if (hovered !== null) {
      want(hovered, rank.hovered);
    }
    if (labelling.peek() !== 'none') {
      for (const row of selection.peek().take(mostSelected)) {
        want(row, rank.selected);
      }
      for (const { row } of neighbors.peek()) {
        want(row, rank.neighbor);
      }
    }
    if (labelling.peek() === 'all' || labelling.peek() === 'text') {
      for (const { row } of this.rows === null ? [] : rowsToName(this.rows, frame)) {
        want(row, rank.other);
      }
    }
    return requests;
  }

  private request(row: number, importance: number, frame: Frame): Label | null {
    const { rows } = this;
    const at = rows === null ? null : rowOnScreen(rows, row, frame.projector, frame.glide);
    const text = at === null ? '' : shortened(rowName(row));
    if (rows === null || at === null || text === '') {
      return null;
    }
    const crowd = selection.peek().length > fewSelected;
    const strong = importance === rank.hovered || (importance === rank.selected && !crowd);
    const style = styleOf(labelSize.peek(), strong);
    const asText = labelling.peek() === 'text';
    const dimmed = importance === rank.other && selection.peek().length > 0;
    const { distance, orthographic } = frame.viewpoint;
    const far = orthographic ? 0 : Math.min(Math.max((at.depth - distance + 1) / 2, 0), 1);
    return {
      row,
      text,
      style,
      x: at.x,
      y: at.y,
      gap: asText ? null : this.size.reach(rows.count, frame, at.depth, row === hoveredRow.peek()) + 5,
      width: this.widthOf(text, `${style.font} ${frame.colors.font}`, frame.overlay),
      height: style.height,
      rank: importance,
      alpha: importance >= rank.neighbor ? (0.95 - 0.4 * far) * (dimmed ? 0.35 : 1) : 1,
      color: asText && !strong ? colorOf(row) : null,
    };
  }

  private widthOf(text: string, font: string, overlay: CanvasRenderingContext2D): number {
    const key = `${font}\n${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      if (this.widths.size > 5000) {
        this.widths.clear();
      }
      overlay.font = font;
      width = overlay.measureText(text).width;
      this.widths.set(key, width);
    }
    return width;
  }
}

/** The colour that a row has on the map; null where all have one. */
function colorOf(row: number): string | null {
  const colors = pointColors.peek();
  const index = colors?.indices[row];
  return index === undefined ? null : (colors?.palette[index] ?? null);
}
