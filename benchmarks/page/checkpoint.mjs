// Writes a TensorFlow checkpoint of one float32 matrix, for measuring: one uncompressed table, one shard.
import { writeFileSync } from 'node:fs';

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0x82f63b78 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});

function maskedCrc(...parts) {
  let crc = 0xffffffff;
  for (const part of parts) for (const byte of part) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8);
  crc = ~crc >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

function fixed32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

const field = (number, body) => Buffer.concat([Buffer.from([(number << 3) | 2]), varint(body.length), body]);

function block(entries) {
  const body = entries.map(([key, value]) => Buffer.concat([varint(0), varint(key.length), varint(value.length), key, value]));
  const restarts = [];
  let offset = 0;
  for (const entry of body) {
    restarts.push(fixed32(offset));
    offset += entry.length;
  }
  if (restarts.length === 0) restarts.push(fixed32(0));
  const content = Buffer.concat([...body, ...restarts, fixed32(restarts.length)]);
  return { content, stored: Buffer.concat([content, Buffer.from([0]), fixed32(maskedCrc(content, Buffer.from([0])))]) };
}

/** @param {Float32Array} values [rows, columns] */
export function writeCheckpoint(prefix, name, values, rows, columns) {
  const data = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const dimension = (size) => field(2, Buffer.concat([Buffer.from([8]), varint(size)]));
  const entry = Buffer.concat([
    Buffer.from([8, 1]),
    field(2, Buffer.concat([dimension(rows), dimension(columns)])),
    Buffer.from([0x28]),
    varint(data.length),
    Buffer.from([0x35]),
    fixed32(maskedCrc(data)),
  ]);
  const first = block([
    [Buffer.alloc(0), Buffer.from([8, 1, 0x1a, 2, 8, 1])],
    [Buffer.from(name), entry],
  ]);
  const meta = block([]);
  const handle = (offset, { content }) => Buffer.concat([varint(offset), varint(content.length)]);
  const index = block([[Buffer.from('~'), handle(0, first)]]);
  const footer = Buffer.alloc(48);
  Buffer.concat([handle(first.stored.length, meta), handle(first.stored.length + meta.stored.length, index)]).copy(footer);
  Buffer.from('57fb808b247547db', 'hex').copy(footer, 40);
  writeFileSync(`${prefix}.data-00000-of-00001`, data);
  writeFileSync(`${prefix}.index`, Buffer.concat([first.stored, meta.stored, index.stored, footer]));
}
