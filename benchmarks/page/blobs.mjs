// Vectors with the structure that maps are made for, the same for the same seed, and the files that hold them.
import { createWriteStream } from 'node:fs';

/** Clusters around random centres. Gives `count` rows from `first` on, [count, columns]; `clusterOf` says which cluster a row is of. */
export function clusters(rows, columns, seed, clusterOf = (row) => row % 20) {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const centres = Float32Array.from({ length: 20 * columns }, () => 8 * uniform());
  return (first, count) =>
    Float32Array.from({ length: count * columns }, (_, i) => {
      const row = first + Math.floor(i / columns);
      return centres[clusterOf(row) * columns + (i % columns)] + uniform() + uniform();
    });
}

/** Sorted by cluster, as files often are. */
export const sorted = (rows) => (row) => Math.min(19, Math.floor((row * 20) / rows));

export async function writeNpy(path, rows, columns, make) {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const text = description.padEnd(64 * Math.ceil((description.length + 11) / 64) - 11) + '\n';
  const header = Buffer.concat([Buffer.from([0x93]), Buffer.from('NUMPY'), Buffer.from([1, 0, text.length & 255, text.length >> 8]), Buffer.from(text)]);
  const file = createWriteStream(path);
  file.write(header);
  for (let first = 0; first < rows; first += 50_000) {
    const part = make(first, Math.min(50_000, rows - first));
    if (!file.write(Buffer.from(part.buffer))) await new Promise((done) => file.once('drain', done));
  }
  await new Promise((done) => file.end(done));
}

/** One column "cluster" for the rows of a file. */
export async function writeClusters(path, rows, clusterOf) {
  const file = createWriteStream(path);
  file.write('number\tcluster\n');
  for (let first = 0; first < rows; first += 50_000) {
    const lines = Array.from({ length: Math.min(50_000, rows - first) }, (_, i) => `${(first + i) % 1000}\tcluster ${clusterOf(first + i)}\n`);
    if (!file.write(lines.join(''))) await new Promise((done) => file.once('drain', done));
  }
  await new Promise((done) => file.end(done));
}
