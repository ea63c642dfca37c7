// How long a person waits for the first picture: from the page's request to the first points on the map, in a real Chromium.
// A fresh server each time, so that nothing is in its memory; the file cache is warm. WebGL is rendered in software here.
//   node benchmarks/page/open.mjs [--runs 5] [--large]       prints a table; --large adds 1,000,000 x 128
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusters, writeNpy } from './blobs.mjs';
import { writeCheckpoint } from './checkpoint.mjs';
import { browse, option, serve } from './serving.mjs';

const runs = Number(option('--runs', '5'));
const folder = join(tmpdir(), `projector-open-${process.pid}`);
mkdirSync(folder, { recursive: true });

async function open(args) {
  const server = await serve(args);
  const { browser, page } = await browse();
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
  await page.goto(server.url, { waitUntil: 'commit' });
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
  await server.stop();
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
  await writeNpy(file, 1_000_000, 128, clusters(1_000_000, 128, 3));
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
