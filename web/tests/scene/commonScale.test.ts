import { expect, it } from 'vitest';
import { CommonScale } from '../../src/scene/commonScale';

const shape = { rows: 10, dimensions: 3 } as const;

it('steps of one history are drawn to the scale of the widest that was shown', () => {
  const scale = new CommonScale();
  expect(scale.of('a', shape, 1)).toBe(1);
  expect(scale.of('a', shape, 0.25)).toBe(0.25);
  expect(scale.of('a', shape, 1)).toBe(0.25);
});

it('other histories, other shapes and layouts that take shape have scales of their own', () => {
  const scale = new CommonScale();
  scale.of('a', shape, 0.25);
  expect(scale.of('b', shape, 1)).toBe(1);
  expect(scale.of('a', { ...shape, dimensions: 2 }, 1)).toBe(1);
  expect(scale.of('a', { ...shape, rows: 11 }, 1)).toBe(1);
  expect(scale.of(null, shape, 1)).toBe(1);
});
