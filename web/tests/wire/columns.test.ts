import { describe, expect, it } from 'vitest';
import { decodeColumn } from '../../src/wire/columns';
import { column, encodeColumn as encode } from '../support/columns';

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
