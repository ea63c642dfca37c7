// Seconds of the t-SNE that TensorBoard's projector runs in the browser, here in node; prints one line of JSON.
//   node original.mjs FOLDER UNIT.f32 ROWS PERPLEXITY ITERATIONS
// FOLDER holds bh_tsne, sptree, knn, heap and vector of tensorboard/plugins/projector/vz_projector as they are, compiled by
//   tsc --strict false --module commonjs --target es2020
// What knn and vector import beside each other (tfjs, d3, logging, util) is for the screen and the GPU: there empty modules do, with
// runAsyncTask(message, task) in util running the task and assert(condition, message) checking. UNIT.f32 has rows of length 1, as the projector makes them for its cosine.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [folder, file, rowsText, perplexityText, iterationsText] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const { TSNE } = require(resolve(folder, "bh_tsne.js"));
const { findKNN } = require(resolve(folder, "knn.js"));
const { cosDistNorm } = require(resolve(folder, "vector.js"));
const [rows, perplexity, iterations] = [rowsText, perplexityText, iterationsText].map(Number);
const bytes = readFileSync(file);
const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
const columns = values.length / rows;
const points = Array.from({ length: rows }, (_, i) => ({ vector: values.slice(i * columns, (i + 1) * columns) }));

const parts = {};
const timed = async (name, work) => {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  parts[name] = { wall: (performance.now() - wall) / 1000, cpu: (user + system) / 1e6 };
  return result;
};
const tsne = new TSNE({ epsilon: 10, perplexity, dim: 2 });
tsne.setSuperviseFactor(0);
const nearest = await timed("neighbors", () =>
  findKNN(points, Math.floor(3 * perplexity), (point) => point.vector, (a, b) => cosDistNorm(a, b)),
);
await timed("affinities", () => tsne.initDataDist(nearest));
await timed("iterations", () => {
  for (let i = 0; i < iterations; i++) {
    tsne.step();
  }
});
console.log(JSON.stringify({ ...parts, peak: process.resourceUsage().maxRSS / 1024 }));
