/** Numbers and counts as the page writes them. */
const wholeFormat = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const shortFormat = new Intl.NumberFormat('en', { maximumSignificantDigits: 5 });

/** 8,184 */
export function whole(count: number): string {
  return wholeFormat.format(count);
}

/** "1 point", "8,184 points" */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${whole(count)} ${count === 1 ? noun : nouns}`;
}

/** A share of 0.321 as "32.1%" */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** Three decimals, as distances are written; a dash where there is none. */
export function distanceText(distance: number): string {
  return Number.isFinite(distance) ? distance.toFixed(3) : '–';
}

/** A measured value in at most five significant digits. */
export function measure(value: number): string {
  return Math.abs(value) >= 1e9 || (value !== 0 && Math.abs(value) < 1e-4)
    ? value.toExponential(3)
    : shortFormat.format(value);
}

const boundFormat = new Intl.NumberFormat('en', { maximumSignificantDigits: 5, useGrouping: 'min2' });

/** A number that may be a year: 1990, 12,345, 0.25 */
export function bound(value: number): string {
  return Math.abs(value) < 1e9 && (value === 0 || Math.abs(value) >= 1e-4) ? boundFormat.format(value) : measure(value);
}

/** "4 s left", "2 min left" */
export function timeLeft(seconds: number): string {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s left` : `${Math.round(seconds / 60)} min left`;
}

/** Bytes as people say them: "980 bytes", "7.8 MB". */
export function size(bytes: number): string {
  const [unit, name]: [number, string] = bytes < 1e6 ? [1e3, 'kB'] : bytes < 1e9 ? [1e6, 'MB'] : [1e9, 'GB'];
  return bytes < 1000 ? plural(bytes, 'byte') : `${(bytes / unit).toFixed(bytes < 10 * unit ? 1 : 0)} ${name}`;
}
