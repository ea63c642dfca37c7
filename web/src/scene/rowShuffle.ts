/**
 * Well-mixed bits of a row's number: 32 of them, the same for ever. They decide what must not follow the order of a file, which may be
 * sorted by class or repeat a pattern: which rows stand for all (rowSample.ts) and what lies on top of a flat map. The constants and
 * shifts are those of xxHash's and MurmurHash's finalizers; `shuffled` in `layers/rowShader.ts` is the same for the graphics card.
 */
export function mixed(row: number): number {
  let bits = Math.imul(row, 0x9e3779b1);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x85ebca77);
  bits ^= bits >>> 13;
  return bits >>> 0;
}

/** What lies on top of a flat map: the smaller, from 0 to 1. */
export function shuffled(row: number): number {
  return (mixed(row) & 0xffff) / 0x10000;
}
