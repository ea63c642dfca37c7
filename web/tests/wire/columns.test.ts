import { describe, expect, it } from 'vitest';
import { decodeColumn } from '../../src/wire/columns';
import { column } from '../support/columns';

/** Writes an `EPC1` answer as docs/api.md describes it. */
function encode(codes: number[], values: { text: string; number: number }[]): ArrayBuffer {
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

const { info } = column('word', ['a']);
const values = [
  { text: '映画', number: Number.NaN },
  { text: '', number: Number.NaN },
  { text: '3.5', number: 3.5 },
];

describe('decodeColumn', () => {
  it.each([
    ['an odd number of rows, with padding', [0, -1, 2]],
    ['an even number of rows, without', [0, 1, 2, -1]],
    ['no rows', []],
  ])('reads %s', (_, codes) => {
    const data = decodeColumn(encode(codes, values), info);
    expect([...data.codes]).toEqual(codes);
    expect(data.values).toEqual(['映画', '', '3.5']);
    expect([...data.numbers]).toEqual([Number.NaN, Number.NaN, 3.5]);
  });

  it('names what begins with something else', () => {
    expect(() => decodeColumn(new TextEncoder().encode('<htm').buffer, info)).toThrow(/begins with "<htm".*"EPC1"/);
  });

  it('says where it was cut, wherever it is cut before the texts', () => {
    const whole = encode([0, 1, 2], values);
    for (let length = 0; length < whole.byteLength - 9; length++) {
      expect(() => decodeColumn(whole.slice(0, length), info), `cut at ${length}`).toThrow(/was cut|begins with/);
    }
  });

  it('refuses a row that points to a value that is not there', () => {
    expect(() => decodeColumn(encode([0, 3], values), info)).toThrow(/"word".*does not have/);
  });
});
