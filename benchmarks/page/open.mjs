// How long a person waits for the first picture: from the page's request to the first points on the map, in a real Chromium.
// A fresh server each time, so that nothing is in its memory; the file cache is warm. WebGL is rendered in software here.
//   node benchmarks/page/open.mjs [--runs 5] [--large]       prints a table; --large adds 1,000,000 x 128
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeCheckpoint } from './checkpoint.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core');
const option = (name, otherwise) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : otherwise);
const runs = Number(option('--runs', '5'));
const program = join(root, 'src/EmbeddingProjector.App/bin/Release/net10.0/projector.dll');
const folder = join(tmpdir(), `projector-open-${process.pid}`);
mkdirSync(folder, { recursive: true });

// Clusters around random centres: data with the structure that maps are made for.
function clusters(rows, columns, seed) {
  let state = seed;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  const centres = Float32Array.from({ length: 20 * columns }, () => 8 * uniform());
  return (first, count) =>
    Float32Array.from({ length: count * columns }, (_, i) => {
      const row = first + Math.floor(i / columns);
      return centres[(row % 20) * columns + (i % columns)] + uniform() + uniform();
    });
}

async function npy(path, rows, columns) {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const text = description.padEnd(64 * Math.ceil((description.length + 11) / 64) - 11) + '\n';
  const header = Buffer.concat([Buffer.from([0x93]), Buffer.from('NUMPY'), Buffer.from([1, 0, text.length & 255, text.length >> 8]), Buffer.from(text)]);
  const file = createWriteStream(path);
  file.write(header);
  const make = clusters(rows, columns, 3);
  for (let first = 0; first < rows; first += 50_000) {
    const part = make(first, Math.min(50_000, rows - first));
    if (!file.write(Buffer.from(part.buffer))) await new Promise((done) => file.once('drain', done));
  }
  await new Promise((done) => file.end(done));
}

async function open(args) {
  const server = spawn('dotnet', [program, 'serve', ...args, '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const url = await new Promise((done, failed) => {
    server.stdout.on('data', (text) => {
      const found = /http:\/\/\S+/.exec(text);
      if (found) done(found[0]);
    });
    server.on('exit', () => failed(new Error('the server ended before it was ready')));
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--disable-background-networking'],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  // Draw calls are counted where they are made: in the page's own WebGL context.
  await page.addInitScript(() => {
    globalThis.__draws = 0;
    for (const name of ['drawArrays', 'drawElements', 'drawArraysInstanced', 'drawElementsInstanced']) {
      const draw = WebGL2RenderingContext.prototype[name];
      WebGL2RenderingContext.prototype[name] = function (mode, ...rest) {
        globalThis.__draws += mode === this.POINTS ? 1 : 0;
        return draw.call(this, mode, ...rest);
      };
    }
  });
  await page.goto(url, { waitUntil: 'commit' });
  const waited = await page.evaluate(async () => {
    while (!globalThis.projector) await new Promise((done) => setTimeout(done, 1));
    await globalThis.projector.ready;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return performance.now();
  });
  await page.waitForTimeout(500);
  const draws = await page.evaluate(() => new Promise((done) => {
    globalThis.__draws = 0;
    const canvas = document.querySelector('canvas');
    canvas.focus();
    canvas.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
    requestAnimationFrame(() => requestAnimationFrame(() => done(globalThis.__draws)));
  }));
  await browser.close();
  server.kill('SIGINT');
  await new Promise((done) => server.once('exit', done));
  return { seconds: waited / 1000, draws };
}

const cases = [];
{
  const log = join(folder, 'log');
  mkdirSync(log);
  writeCheckpoint(join(log, 'model.ckpt-1'), 'embedding', clusters(10_000, 200, 1)(0, 10_000), 10_000, 200);
  writeFileSync(join(log, 'checkpoint'), 'model_checkpoint_path: "model.ckpt-1"\n');
  cases.push(['10,000 × 200, checkpoint', ['--logdir', log]]);
}
if (process.argv.includes('--large')) {
  const file = join(folder, 'large.npy');
  await npy(file, 1_000_000, 128);
  cases.push(['1,000,000 × 128, .npy', [file]]);
}

console.log(`${cpus().length} × ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)} before, ${runs} runs each, software WebGL\n`);
console.log('| data | seconds to the first points: min / median / max | draw calls of points in two frames of turning |');
console.log('| --- | --- | --- |');
try {
  for (const [name, args] of cases) {
    const results = [];
    for (let run = 0; run < runs; run++) results.push(await open(args));
    const seconds = results.map((r) => r.seconds).sort((a, b) => a - b);
    console.log(`| ${name} | ${[seconds[0], seconds[runs >> 1], seconds[runs - 1]].map((s) => s.toFixed(2)).join(' / ')} | ${Math.max(...results.map((r) => r.draws))} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
