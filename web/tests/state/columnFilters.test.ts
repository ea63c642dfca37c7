import { describe, expect, it } from 'vitest';
import {
  decodeFilters,
  filterText,
  isOpen,
  ranged,
  toggledMissing,
  toggledValue,
  withFilter,
  type ColumnFilter,
} from '../../src/state/columnFilters';

const none: ColumnFilter = { column: 'kind', from: null, to: null, values: null, missing: true };

describe('values that are chosen', () => {
  it('are alone at first, then join, and the last that leaves lets all pass again', () => {
    const one = toggledValue(undefined, 'kind', 'nut');
    expect(one).toEqual({ ...none, values: ['nut'], missing: false });
    const two = toggledValue(one, 'kind', 'fig');
    expect(two.values).toEqual(['nut', 'fig']);
    expect(isOpen(toggledValue(toggledValue(two, 'kind', 'nut'), 'kind', 'fig'))).toBe(true);
  });

  it('take the rows without a value in and out like any other', () => {
    const alone = toggledMissing(undefined, 'kind');
    expect(alone).toEqual({ ...none, values: [], missing: true });
    expect(toggledValue(alone, 'kind', 'fig')).toEqual({ ...none, values: ['fig'], missing: true });
    expect(isOpen(toggledMissing(alone, 'kind'))).toBe(true);
  });
});

describe('a range', () => {
  it('leaves out rows without a value until they are asked for, and keeps them then', () => {
    const first = ranged(undefined, 'weight', 1, 2);
    expect(first.missing).toBe(false);
    expect(ranged({ ...first, missing: true }, 'weight', 1, 3).missing).toBe(true);
  });

  it('that is open at both ends is none', () => {
    expect(withFilter([ranged(undefined, 'weight', 1, 2)], ranged(undefined, 'weight', null, null))).toEqual([]);
  });
});

it('is told in a few words', () => {
  const weight = ranged(undefined, 'weight', 0.2, 1204.5);
  expect(filterText(weight)).toBe('weight 0.2 to 1204.5');
  expect(filterText({ ...weight, from: null, missing: true })).toBe('weight up to 1204.5 or no value');
  expect(filterText({ ...weight, to: null })).toBe('weight from 0.2');
  expect(filterText({ ...weight, to: 0.2 })).toBe('weight 0.2');
  expect(filterText({ ...none, missing: false })).toBe('kind has a value');
  expect(filterText({ ...none, values: ['a', '', 'c', 'd'], missing: true })).toBe(
    'kind: a, (empty), no value and 2 more',
  );
});

it.each(['weight', 'weight:', 'weight:1', 'weight:a..2', 'weight:3..1', ':..:none', 'a%:1..2', 'x:1..2:three'])(
  'takes no sense from an address that says %s',
  (text) => {
    const fields = new URLSearchParams();
    fields.append('filter', text);
    expect(decodeFilters(fields)).toBeUndefined();
  },
);
