// Images of clothes (Fashion-MNIST) as a log directory: each a vector of 49 means of 4 × 4 pixels, with its class and its thumbnail.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32, deflateSync, gunzipSync } from 'node:zlib';
import { writeNpy } from './blobs.mjs';
import { root } from './serving.mjs';

const side = 28;

/** The folder of the images, beside the checkout or above it; null where they are not. */
export function imageFolder() {
  for (let folder = root; ; folder = dirname(folder)) {
    const found = join(folder, 'shared/data/fashion-mnist');
    if (existsSync(found)) return found;
    if (folder === dirname(folder)) return null;
  }
}

/** Writes the first `count` images (at most 60,000) into a log directory. */
export async function writeThumbnails(log, count) {
  const images = gunzipSync(readFileSync(join(imageFolder(), 'train-images-idx3-ubyte.gz'))).subarray(16);
  const labels = gunzipSync(readFileSync(join(imageFolder(), 'train-labels-idx1-ubyte.gz'))).subarray(8);
  mkdirSync(log, { recursive: true });
  await writeNpy(join(log, 'tensors.npy'), count, 49, (first, rows) => {
    const means = new Float32Array(rows * 49);
    for (let i = 0; i < rows * side * side; i++) {
      const [row, at] = [Math.floor(i / side ** 2), i % side ** 2];
      means[row * 49 + Math.floor(at / side / 4) * 7 + Math.floor((at % side) / 4)] += images[first * side ** 2 + i] / 16;
    }
    return means;
  });
  writeFileSync(join(log, 'metadata.tsv'), `number\tcluster\n${Array.from({ length: count }, (_, i) => `${i % 1000}\tclass ${labels[i]}\n`).join('')}`);
  writeFileSync(join(log, 'sprite.png'), grid(images, count));
  writeFileSync(
    join(log, 'projector_config.pbtxt'),
    `embeddings { tensor_name: "clothes" tensor_path: "tensors.npy" metadata_path: "metadata.tsv" sprite { image_path: "sprite.png" single_image_dim: ${side} single_image_dim: ${side} } }\n`,
  );
}

/** A gray PNG of thumbnails, line by line in a square. */
function grid(images, count) {
  const columns = Math.ceil(Math.sqrt(count));
  const [width, height] = [columns * side, Math.ceil(count / columns) * side];
  const lines = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < count; row++) {
    for (let y = 0; y < side; y++) {
      const from = (row * side + y) * side;
      images.copy(lines, (Math.floor(row / columns) * side + y) * (width + 1) + 1 + (row % columns) * side, from, from + side);
    }
  }
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
