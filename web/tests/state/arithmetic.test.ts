import { beforeEach, expect, it } from 'vitest';
import { expression } from '../../src/state/arithmetic';
import { searchRegex, searchText } from '../../src/state/search';
import { resetState } from '../support/reset';

beforeEach(resetState);

it.each([
  ['king - man + woman', true],
  ['New York - USA', true],
  ['0.5 * king', true],
  ['[0.1, -2e-3, 4]', true],
  ['1 2 3 4', true],
  ['king', false],
  ['well-known', false],
  ['C++ ', false],
  ['king - ', false],
  ['17', false],
  ['1, 2', false],
  ['', false],
])('"%s" is a sum or a vector: %s', (text, is) => {
  searchText.value = text;
  expect(expression.value !== null).toBe(is);
});

it('a regular expression is never a sum', () => {
  searchText.value = 'a - b';
  searchRegex.value = true;
  expect(expression.value).toBeNull();
});
