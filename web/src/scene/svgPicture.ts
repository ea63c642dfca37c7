import { labelling, pointColors } from '../state/appearance';
import { selection } from '../state/selection';
import type { Frame } from './layer';
import type { PlacedText } from './layers/labelsLayer';
import { cssColor } from './mapColors';
import type { PlacedRows } from './placedRows';
import { legendSizes, type PictureLegend } from './pictureLegend';
import { rowOnScreen } from './rowOnScreen';
import type { RowSize } from './rowSize';

/** The map as circles and letters that a drawing program can take apart. Lengths are the CSS pixels of the page. */
export function svgOf(
  rows: PlacedRows,
  frame: Frame,
  size: RowSize,
  labels: readonly PlacedText[],
  options: { transparent: boolean; legend: PictureLegend | null },
): string {
  const { width, height, colors } = frame;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escaped(colors.font)}">`,
  ];
  if (!options.transparent) {
    parts.push(`<rect width="100%" height="100%" fill="${cssColor(colors.ground)}"/>`);
  }
  parts.push('<g id="points">', ...circles(rows, frame, size), '</g>', '<g id="labels" dominant-baseline="middle">');
  for (const { text, left, middle, font, ink } of labels) {
    const [, weight = '400', pixels = '12px'] = /^(\d+) (\S+)/.exec(font) ?? [];
    parts.push(
      `<text x="${short(left)}" y="${short(middle)}" font-size="${pixels}" font-weight="${weight}" fill="${ink}">${escaped(text)}</text>`,
    );
  }
  parts.push('</g>');
  if (options.legend !== null) {
    parts.push(...legendParts(options.legend, height, cssColor(colors.ink)));
  }
  parts.push('</svg>');
  return parts.join('\n');
}

function circles(rows: PlacedRows, frame: Frame, size: RowSize): string[] {
  const colored = pointColors.peek();
  const isChosen = selection.peek().membership();
  const found: { depth: number; text: string }[] = [];
  for (let row = 0; row < rows.count; row++) {
    const at = rowOnScreen(rows, row, frame.projector, frame.glide);
    if (at !== null && at.x >= 0 && at.x <= frame.width && at.y >= 0 && at.y <= frame.height) {
      const color = colored === null ? cssColor(frame.colors.neutralPoint) : colored.palette[colored.indices[row] ?? 0];
      const radius = labelling.peek() === 'text' ? 1.5 : size.reach(rows.count, frame, at.depth, false) - 2;
      const ring = isChosen(row) ? ` stroke="${cssColor(frame.colors.accent)}" stroke-width="2"` : '';
      found.push({
        depth: at.depth,
        text: `<circle cx="${short(at.x)}" cy="${short(at.y)}" r="${short(radius)}" fill="${color}"${ring}/>`,
      });
    }
  }
  return found.sort((a, b) => b.depth - a.depth).map(({ text }) => text);
}

function legendParts(legend: PictureLegend, height: number, ink: string): string[] {
  const { line, dot, indent, ramp, rampHeight, margin } = legendSizes;
  const count = legend.kind === 'gradient' ? 2 : legend.lines.length;
  const top = height - margin - (count + 1) * line;
  const text = (said: string, x: number, y: number, more = ''): string =>
    `<text x="${x}" y="${y}" fill="${ink}"${more}>${escaped(said)}</text>`;
  const parts = [
    '<g id="legend" font-size="12px" dominant-baseline="middle">',
    text(legend.title, margin, top + line / 2, ' font-weight="600"'),
  ];
  if (legend.kind === 'gradient') {
    const stops = legend.colors.map(
      (color, i) => `<stop offset="${short(i / (legend.colors.length - 1))}" stop-color="${color}"/>`,
    );
    parts.push(
      `<linearGradient id="ramp">${stops.join('')}</linearGradient>`,
      `<rect x="${margin}" y="${top + line + 4}" width="${ramp}" height="${rampHeight}" fill="url(#ramp)"/>`,
      ...legend.marks.map((mark) => {
        const anchor = mark.at === 0 ? 'start' : mark.at === 1 ? 'end' : 'middle';
        return text(mark.text, margin + mark.at * ramp, top + 2.5 * line, ` text-anchor="${anchor}"`);
      }),
    );
  } else {
    legend.lines.forEach((entry, i) => {
      const y = top + (i + 1.5) * line;
      if (entry.color !== null) {
        parts.push(`<circle cx="${margin + dot}" cy="${y}" r="${dot}" fill="${entry.color}"/>`);
      }
      parts.push(text(entry.text, margin + (entry.color === null ? 0 : indent), y));
    });
  }
  return [...parts, '</g>'];
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  // XML has no room for control characters, not even escaped.
  return text.replaceAll(/[&<>"]/g, (one) => escapes[one] ?? one).replaceAll(/\p{Cc}/gu, ' ');
}
