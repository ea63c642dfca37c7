/** Characters, as a reader counts them, that a label on the map holds at most. */
const longest = 48;

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A text for one line of the map: white space of any kind is one space, and what is too long ends in "…". No emoji is cut in two. */
export function shortened(text: string): string {
  // A grapheme can be long, but 16 code units each are far more than a readable text needs.
  const line = text
    .slice(0, longest * 16)
    .replaceAll(/\s+/g, ' ')
    .trim();
  if (line.length <= longest) {
    return line;
  }
  const parts = Array.from(characters.segment(line), (part) => part.segment);
  return parts.length <= longest
    ? line
    : `${parts
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`;
}
