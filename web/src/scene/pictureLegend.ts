import { hiddenCategories } from '../state/appearance';
import { coloring, legendEntries } from '../state/legend';
import { rampSteps } from '../state/ramps';
import { measure, whole } from '../state/words';
import { shortened } from './labelText';

/** A legend has room for so many categories; the rest is counted in its last line. */
const mostLines = 24;

export interface LegendLine {
  text: string;
  /** Null for a line without a dot. */
  color: string | null;
}

export type PictureLegend =
  | { kind: 'categories'; title: string; lines: LegendLine[] }
  | { kind: 'gradient'; title: string; colors: readonly string[]; marks: readonly LegendMark[] };

/** What stands below a ramp. */
export interface LegendMark {
  text: string;
  /** Where it stands, as a share of the length of the ramp, and which end of the text is there. */
  at: 0 | 0.5 | 1;
}

/** What the colours of the map mean, for a picture; null where they mean nothing. */
export function pictureLegend(): PictureLegend | null {
  const current = coloring.peek();
  if (current.kind === 'none') {
    return null;
  }
  const title = current.column.name;
  if (current.kind === 'gradient') {
    const colors = current.points.palette.slice(0, rampSteps);
    const marks: LegendMark[] = [
      { text: `${current.below > 0 ? '≤ ' : ''}${measure(current.min)}`, at: 0 },
      { text: `${current.above > 0 ? '≥ ' : ''}${measure(current.max)}`, at: 1 },
    ];
    if (current.center !== null) {
      marks.push({ text: measure(current.center), at: 0.5 });
    }
    return { kind: 'gradient', title, colors, marks };
  }
  const shown = legendEntries.peek().filter((entry) => !hiddenCategories.peek().has(entry.key));
  const lines: LegendLine[] = shown
    .slice(0, shown.length > mostLines ? mostLines - 1 : mostLines)
    .map(({ label, color, count }) => ({ text: `${shortened(label)} (${whole(count)})`, color }));
  if (lines.length < shown.length) {
    lines.push({ text: `and ${whole(shown.length - lines.length)} more`, color: null });
  }
  return { kind: 'categories', title, lines };
}

/** Lengths of a legend, in CSS pixels. */
export const legendSizes = { line: 18, dot: 5, indent: 16, ramp: 160, rampHeight: 8, margin: 16 } as const;

/** Draws a legend into the lower left corner of a picture whose unit is a CSS pixel. */
export function drawLegend(
  context: CanvasRenderingContext2D,
  legend: PictureLegend,
  look: { height: number; font: string; ink: string; ground: string | null },
): void {
  const { line, dot, indent, ramp, rampHeight, margin } = legendSizes;
  const count = legend.kind === 'gradient' ? 2 : legend.lines.length;
  const top = look.height - margin - (count + 1) * line;
  const write = (text: string, x: number, y: number, font: string): void => {
    context.font = `${font} ${look.font}`;
    if (look.ground !== null) {
      context.lineWidth = 3;
      context.strokeStyle = look.ground;
      context.strokeText(text, x, y);
    }
    context.fillStyle = look.ink;
    context.fillText(text, x, y);
  };
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  context.lineJoin = 'round';
  write(legend.title, margin, top + line / 2, '600 12px');
  if (legend.kind === 'gradient') {
    legend.colors.forEach((color, step) => {
      context.fillStyle = color;
      context.fillRect(margin + (step * ramp) / rampSteps, top + line + 4, ramp / rampSteps + 0.5, rampHeight);
    });
    for (const { text, at } of legend.marks) {
      context.textAlign = at === 0 ? 'left' : at === 1 ? 'right' : 'center';
      write(text, margin + at * ramp, top + 2.5 * line, '400 12px');
    }
    return;
  }
  legend.lines.forEach(({ text, color }, i) => {
    const y = top + (i + 1.5) * line;
    if (color !== null) {
      context.fillStyle = color;
      context.beginPath();
      context.arc(margin + dot, y, dot, 0, 2 * Math.PI);
      context.fill();
    }
    write(text, margin + (color === null ? 0 : indent), y, '400 12px');
  });
}
