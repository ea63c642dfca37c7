import type { ColumnData } from '../../src/state/dataset';

/** A column as the wire would bring it; null stands for a missing value. */
export function column(name: string, values: readonly (string | number | null)[], index = 0): ColumnData {
  const kind = values.some((value) => typeof value === 'number') ? 'number' : 'text';
  const distinct = [...new Set(values.filter((value) => value !== null))];
  const numbers = Float64Array.from(distinct, (value) => (typeof value === 'number' ? value : Number.NaN));
  return {
    info: {
      index,
      name,
      kind,
      distinct: distinct.length,
      missing: values.filter((value) => value === null).length,
      min: kind === 'number' ? Math.min(...numbers) : null,
      max: kind === 'number' ? Math.max(...numbers) : null,
    },
    codes: Int32Array.from(values, (value) => (value === null ? -1 : distinct.indexOf(value))),
    values: distinct.map(String),
    numbers,
  };
}

/** Writes an `EPC1` answer as docs/api.md describes it. */
export function encodeColumn(
  codes: readonly number[],
  values: readonly { text: string; number: number }[],
): ArrayBuffer {
  const texts = values.map(({ text }) => new TextEncoder().encode(text));
  const numbersAt = Math.ceil((16 + 4 * codes.length) / 8) * 8;
  const beginsAt = numbersAt + 8 * values.length;
  const textsAt = beginsAt + 4 * (values.length + 1);
  const buffer = new ArrayBuffer(textsAt + texts.reduce((sum, text) => sum + text.length, 0));
  const view = new DataView(buffer);
  new Uint8Array(buffer).set(new TextEncoder().encode('EPC1'));
  view.setUint32(4, 1, true);
  view.setUint32(8, codes.length, true);
  view.setUint32(12, values.length, true);
  codes.forEach((code, row) => view.setInt32(16 + 4 * row, code, true));
  let begin = 0;
  values.forEach(({ number }, i) => {
    view.setFloat64(numbersAt + 8 * i, number, true);
    view.setUint32(beginsAt + 4 * i, begin, true);
    new Uint8Array(buffer).set(texts[i] ?? [], textsAt + begin);
    begin += texts[i]?.length ?? 0;
  });
  view.setUint32(beginsAt + 4 * values.length, begin, true);
  return buffer;
}
