// What the map costs a person, in a real Chromium over the real server: hovering, a lasso, recolouring, rest, turning, and opening five
// million points; thumbnails, and layouts that arrive one after the other. To be run by hand on a quiet machine; WebGL is rendered in software here, so only ratios and counts carry over.
//   node benchmarks/page/drawing.mjs [--only load,hover,million,arriving,five,sprites] [--hovers 60] [--program PATH/projector.dll]
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { clusters, sorted, writeClusters, writeNpy } from './blobs.mjs';
import { browse, option, processesOf, processorTime, serve } from './serving.mjs';
import { imageFolder, writeThumbnails } from './thumbnails.mjs';
import { drawBare, findPoints, hoverOver, layOutAgain, turnMap, watchDrawing } from './watching.mjs';

const wanted = option('--only', 'load,hover,million,arriving,five,sprites').split(',');
const hovers = Number(option('--hovers', '60'));
const folder = join(tmpdir(), `projector-drawing-${process.pid}`);
mkdirSync(folder, { recursive: true });

const ranked = (values) => values.filter(Number.isFinite).sort((a, b) => a - b);
const percentile = (values, share) => ranked(values)[Math.min(ranked(values).length - 1, Math.ceil(share * ranked(values).length) - 1)] ?? Number.NaN;
const median = (values) => percentile(values, 0.5);
const short = (value) => (value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toFixed(2));
const rows = [];
const say = (what, figure) => {
  rows.push(`| ${what} | ${figure} |`);
  console.error(`${what}: ${figure}`);
};

/** Opens a page on blobs of `n` points, sorted by cluster as files often are, and waits until the map rests. */
async function open(n, columns = 8) {
  const [vectors, metadata] = [join(folder, `${n}.npy`), join(folder, `${n}.tsv`)];
  await writeNpy(vectors, n, columns, clusters(n, columns, 5, sorted(n)));
  await writeClusters(metadata, n, sorted(n));
  return show([vectors, '--metadata', metadata], [vectors, metadata]);
}

/** Opens a page on what the server is to serve, and removes the files in the end. */
async function show(served, files) {
  const server = await serve(served);
  const { browser, page } = await browse();
  await page.addInitScript(watchDrawing);
  const started = performance.now();
  await page.goto(server.url, { waitUntil: 'commit' });
  await page.evaluate(async () => {
    while (!globalThis.projector) await new Promise((done) => setTimeout(done, 1));
    await globalThis.projector.ready;
    globalThis.__drawing.finish();
  });
  const first = performance.now() - started;
  // A second of it is the wait that shows that nothing more is drawn.
  await page.evaluate(() => globalThis.__drawing.rest());
  const complete = performance.now() - started - 1000;
  return {
    page,
    server,
    browser,
    first,
    complete,
    close: async () => {
      await browser.close();
      await server.stop();
      files.forEach((file) => rmSync(file, { recursive: true }));
    },
  };
}

async function colorBy(page, name) {
  await page.getByRole('combobox', { name: 'Color by', exact: true }).selectOption({ label: name });
  await page.evaluate(() => globalThis.__drawing.rest());
}

async function placesOf(page, count) {
  const canvas = page.getByRole('application', { name: 'Map', exact: true });
  const box = await canvas.boundingBox();
  const png = (await canvas.screenshot()).toString('base64');
  const points = await page.evaluate(findPoints, { png, left: box.x, top: box.y, count });
  return { box, points, ground: [box.x + 4, box.y + box.height / 2] };
}

async function hover(n, page, what = 'points') {
  const { points, ground } = await placesOf(page, hovers);
  const { answers, pictures } = await page.evaluate(hoverOver, { points, ground });
  say(`hover, ${n.toLocaleString('en')} ${what}: answer, p50 / p95 of ${ranked(answers).length}`, `${short(median(answers))} / ${short(percentile(answers, 0.95))} ms`);
  say(`hover, ${n.toLocaleString('en')} ${what}: until the picture shows it, p50 / p95`, `${short(median(pictures))} / ${short(percentile(pictures, 0.95))} ms`);
}

async function lasso(page, browser) {
  // The page stops and asks, before and after, how long its thread was on a processor.
  const renderer = (await processesOf(browser)).filter(({ type }) => type === 'renderer').sort((a, b) => b.cpuTime - a.cpuTime)[0];
  await page.route('**/processor-time', (route) => route.fulfill({ body: String(processorTime(renderer.id, true)) }));
  await page.getByRole('button', { name: 'Lasso select' }).click();
  await page.evaluate(() => {
    globalThis.__lasso = [];
    const now = () => {
      const request = new XMLHttpRequest();
      request.open('GET', 'processor-time', false);
      request.send();
      return { clock: performance.now(), processor: Number(request.responseText) };
    };
    let start;
    addEventListener('pointerup', () => (start = now()), { capture: true });
    addEventListener('pointerup', () => {
      const clock = performance.now() - start.clock;
      globalThis.__lasso.push({ clock, processor: now().processor - start.processor });
    });
  });
  const { x, y, width, height } = await page.getByRole('application', { name: 'Map', exact: true }).boundingBox();
  const draw = async (share) => {
    const at = (i) => [x + width / 2 + share * 0.49 * width * Math.cos(i / 8), y + height / 2 + share * 0.44 * height * Math.sin(i / 8)];
    await page.mouse.move(...at(0));
    await page.mouse.down();
    for (let i = 1; i <= 50; i++) await page.mouse.move(...at(i));
    await page.mouse.up();
    await page.evaluate(() => globalThis.__drawing.rest());
    return page.evaluate(() => globalThis.projector.selection().length);
  };
  const words = { Select: 'select', Add: 'add', 'Take out': 'take out' };
  for (const [joining, share] of [['Select', 1], ['Select', 0.5], ['Add', 1], ['Take out', 1]]) {
    await page.getByRole('button', { name: joining, exact: true }).click();
    const count = await draw(share);
    const took = (await page.evaluate(() => globalThis.__lasso)).at(-1);
    say(`lasso over 1,000,000 (${words[joining]}, then ${count.toLocaleString('en')} selected): pointer up to mask and selection, by the clock / on the processor`, `${short(took.clock)} / ${short(took.processor)} ms`);
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.evaluate(() => (globalThis.projector.select([]), globalThis.__drawing.rest()));
}

async function recolor(n, page) {
  await colorBy(page, 'number');
  await colorBy(page, 'cluster');
  const measured = [];
  for (const name of ['number', 'cluster', 'number', 'cluster']) {
    const before = await page.evaluate(() => ({ bytes: globalThis.__drawing.bytes, frames: globalThis.__drawing.frames.length }));
    const select = page.getByRole('combobox', { name: 'Color by', exact: true });
    const milliseconds = await select.evaluate(async (element, label) => {
      const option = [...element.options].find((one) => one.label === label);
      const start = performance.now();
      element.value = option.value;
      element.dispatchEvent(new Event('change', { bubbles: true }));
      element.dispatchEvent(new Event('input', { bubbles: true }));
      return performance.now() - start;
    }, name);
    await page.evaluate(() => globalThis.__drawing.rest());
    const after = await page.evaluate(() => ({ bytes: globalThis.__drawing.bytes, frames: globalThis.__drawing.frames }));
    const frames = after.frames.slice(before.frames);
    measured.push({ bytes: after.bytes - before.bytes, milliseconds, drawing: frames.reduce((sum, f) => sum + f.milliseconds, 0) });
  }
  say('recolouring 1,000,000 by another column: bytes uploaded a point', short(Math.max(...measured.map((m) => m.bytes)) / n));
  say('recolouring: script / drawing until complete', `${short(median(measured.map((m) => m.milliseconds)))} / ${short(median(measured.map((m) => m.drawing)))} ms`);
}

/** Has the page draw every row in each frame: the chip that offers it is there for a moment after a movement. */
async function drawAll(page) {
  await page.evaluate(async () => {
    const named = () => [...document.querySelectorAll('button')].find((button) => button.textContent === 'Draw all while moving');
    for (let tries = 0; tries < 8 && named() === undefined; tries++) {
      document.querySelector('canvas').dispatchEvent(new KeyboardEvent('keydown', { key: 'd', bubbles: true }));
      for (let waited = 0; waited < 100 && named() === undefined; waited++) await new Promise((done) => setTimeout(done, 10));
    }
    named()?.click();
    await globalThis.__drawing.rest();
  });
}

async function turning(n, page, browser) {
  const asItIs = await page.evaluate(turnMap, 6);
  const moving = asItIs.slice(0, 6);
  say('turning 1,000,000, as the page does it: vertices of each frame', moving.map((f) => f.vertices.toLocaleString('en')).join(', '));
  say('turning, as the page does it: ms of each frame', moving.map((f) => short(f.milliseconds)).join(', '));
  await drawAll(page);
  const [ours, bare] = [[], []];
  const [oursWorked, bareWorked] = [[], []];
  const gpu = (await processesOf(browser)).find(({ type }) => type === 'GPU').id;
  await page.evaluate(drawBare, 1);
  for (let round = 0; round < 7; round++) {
    const start = processorTime(gpu);
    const frames = (await page.evaluate(turnMap, 3)).filter((f) => f.vertices >= n);
    const middle = processorTime(gpu);
    const times = await page.evaluate(drawBare, 4);
    ours.push(...frames.map((f) => f.milliseconds));
    bare.push(...times);
    oursWorked.push((middle - start) / frames.length);
    bareWorked.push((processorTime(gpu) - middle) / times.length);
  }
  say(`a frame of all 1,000,000: ours (${ours.length}) / bare WebGL (${bare.length}), medians`, `${short(median(ours))} / ${short(median(bare))} ms = ${(median(ours) / median(bare)).toFixed(2)}`);
  say('the same, time of the drawing process on processors a frame, medians of 7', `${short(median(oursWorked))} / ${short(median(bareWorked))} ms = ${(median(oursWorked) / median(bareWorked)).toFixed(2)}`);
  say('the same, fastest of each by the clock', `${short(Math.min(...ours))} / ${short(Math.min(...bare))} ms = ${(Math.min(...ours) / Math.min(...bare)).toFixed(2)}`);
}

/** A frame of every thumbnail, and what the page does to stay in the hand. */
async function turnThumbnails(n, page) {
  const what = `${n.toLocaleString('en')} thumbnails`;
  const rows = (frames) => frames.map((f) => Math.round(f.vertices / 6).toLocaleString('en')).join(', ');
  await page.evaluate(turnMap, 6);
  const moving = (await page.evaluate(turnMap, 6)).slice(0, 6);
  say(`turning ${what}, as the page does it: thumbnails of each frame`, rows(moving));
  say(`turning ${what}, as the page does it: ms of each frame`, moving.map((f) => short(f.milliseconds)).join(', '));
  await drawAll(page);
  const frames = (await page.evaluate(turnMap, 6)).filter((f) => f.vertices >= 6 * n);
  say(`a frame of all ${what}, median of ${frames.length}`, `${short(median(frames.map((f) => f.milliseconds)))} ms`);
}

/** What a layout that arrives costs the page's thread, and what a pointer that moves all the while adds. */
async function arriving(page) {
  for (const moves of [false, true]) {
    const { arrivals, longest, blocked } = await page.evaluate(layOutAgain, { times: 10, moves });
    say(`${arrivals} layouts of 1,000,000 arrive, ${moves ? 'the pointer moves over them all the while' : 'the pointer rests beside the map'}: longest task / all tasks over 50 ms`, `${short(longest)} / ${short(blocked)} ms`);
  }
}

async function idle(page) {
  await page.evaluate(() => globalThis.__drawing.rest());
  const draws = await page.evaluate(async () => {
    const before = globalThis.__drawing.draws;
    await new Promise((done) => setTimeout(done, 2000));
    return globalThis.__drawing.draws - before;
  });
  say('draw calls in 2 s of rest', draws);
}

/** Resident memory of the browser's largest processes, in MB. */
async function memoryOf(browser) {
  const resident = (id) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  return (await processesOf(browser)).map(({ type, id }) => [type, resident(id)]).sort((p, q) => q[1] - p[1]).slice(0, 2);
}

async function firstLoad() {
  const vectors = join(folder, 'small.npy');
  await writeNpy(vectors, 1000, 8, clusters(1000, 8, 5));
  const server = await serve([vectors]);
  const { browser, page } = await browse();
  const bodies = new Map();
  page.on('response', (response) => {
    if (!/\/(api|data)\//.test(new URL(response.url()).pathname)) bodies.set(response.url(), response.body().catch(() => Buffer.alloc(0)));
  });
  await page.goto(server.url);
  await page.evaluate(() => globalThis.projector.ready);
  const sizes = (await Promise.all([...bodies].map(async ([url, body]) => [url, await body]))).map(([url, body]) => [url.split('/').pop() || 'index.html', gzipSync(body, { level: 9 }).length]);
  say('first load, gzip', `${(sizes.reduce((sum, [, size]) => sum + size, 0) / 1000).toFixed(1)} kB (${sizes.map(([name, size]) => `${name} ${(size / 1000).toFixed(1)}`).join(', ')})`);
  await browser.close();
  await server.stop();
}

console.log(`${cpus().length} × ${cpus()[0].model}, load ${loadavg()[0].toFixed(1)} before, software WebGL (SwiftShader), 1280 × 800\n`);
try {
  if (wanted.includes('load')) await firstLoad();
  if (wanted.includes('hover')) {
    for (const n of [10_000, 100_000]) {
      const shown = await open(n);
      await colorBy(shown.page, 'cluster');
      await hover(n, shown.page);
      await shown.close();
    }
  }
  if (['million', 'hover', 'arriving'].some((one) => wanted.includes(one))) {
    const n = 1_000_000;
    const shown = await open(n);
    say('1,000,000 points: first points / all of them', `${short(shown.first / 1000)} / ${short(shown.complete / 1000)} s`);
    await colorBy(shown.page, 'cluster');
    if (wanted.includes('million') || wanted.includes('hover')) await hover(n, shown.page);
    if (wanted.includes('arriving')) await arriving(shown.page);
    if (wanted.includes('million')) {
      await idle(shown.page);
      await recolor(n, shown.page);
      await lasso(shown.page, shown.browser);
      await turning(n, shown.page, shown.browser);
    }
    await shown.close();
  }
  if (wanted.includes('sprites') && imageFolder() === null) say('thumbnails', 'not measured: shared/data/fashion-mnist is not beside the checkout');
  for (const n of wanted.includes('sprites') && imageFolder() !== null ? [20_000, 60_000] : []) {
    const log = join(folder, `thumbnails-${n}`);
    await writeThumbnails(log, n);
    const shown = await show(['--logdir', log], [log]);
    await colorBy(shown.page, 'cluster');
    await hover(n, shown.page, 'thumbnails');
    await idle(shown.page);
    await turnThumbnails(n, shown.page);
    await shown.close();
  }
  if (wanted.includes('five')) {
    const shown = await open(5_000_000);
    say('5,000,000 points: first points / all of them', `${short(shown.first / 1000)} / ${short(shown.complete / 1000)} s`);
    const memory = await memoryOf(shown.browser);
    say('5,000,000 points: resident memory', memory.map(([type, size]) => `${type} ${size.toFixed(0)} MB`).join(', '));
    await hover(5_000_000, shown.page);
    await shown.close();
  }
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  console.log('| what | figure |\n| --- | --- |');
  console.log(rows.join('\n'));
  console.log(`\nload ${loadavg()[0].toFixed(1)} after`);
  rmSync(folder, { recursive: true, force: true });
}
