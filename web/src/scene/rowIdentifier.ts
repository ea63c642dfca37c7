/**
 * A row in a picture of identifiers: its number plus one in the bytes r, g, b, a, lowest first; zero where there is no row.
 * The twin in the shaders is `identifierOf` in `layers/rowShader.ts`.
 */
export function decodeRow(bytes: Uint8Array, at: number): number | null {
  const [r, g, b, a] = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0];
  const identifier = r + g * 0x100 + b * 0x10000 + a * 0x1000000;
  return identifier === 0 ? null : identifier - 1;
}

export function encodeRow(row: number): [number, number, number, number] {
  const identifier = row + 1;
  return [identifier & 0xff, (identifier >>> 8) & 0xff, (identifier >>> 16) & 0xff, (identifier >>> 24) & 0xff];
}

/** The row nearest to (x, y) in a window of identifiers `width` wide; null when it holds none. */
export function nearestRow(bytes: Uint8Array, width: number, x: number, y: number): number | null {
  let found: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at * 4 < bytes.length; at++) {
    const row = decodeRow(bytes, at * 4);
    const distance = (Math.floor(at / width) - y) ** 2 + ((at % width) - x) ** 2;
    if (row !== null && distance < least) {
      found = row;
      least = distance;
    }
  }
  return found;
}
