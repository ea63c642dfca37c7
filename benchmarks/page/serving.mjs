// The real server and a real Chromium for measuring. WebGL is rendered in software here.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { chromium } = createRequire(join(root, 'web/package.json'))('playwright-core');

export const option = (name, otherwise) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : otherwise);

/** The program to measure; `--program` names another build. */
const program = resolve(option('--program', join(root, 'src/EmbeddingProjector.App/bin/Release/net10.0/projector.dll')));

/** Starts `projector serve`; gives its address, its process and the way to end it. */
export async function serve(args) {
  const server = spawn('dotnet', [program, 'serve', ...args, '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise((done) => server.once('exit', done));
  const url = await new Promise((done, failed) => {
    server.stdout.on('data', (text) => {
      const found = /http:\/\/\S+/.exec(text);
      if (found) done(found[0]);
    });
    void ended.then(() => failed(new Error('the server ended before it was ready')));
  });
  return {
    url,
    pid: server.pid,
    stop: async () => {
      server.kill('SIGINT');
      await ended;
    },
  };
}

/** Processes of a browser by kind: "GPU", "renderer" and so on. */
export async function processesOf(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo;
}

/** Milliseconds that a process spent on processors, which other work on the machine lengthens far less than the clock's. */
export function processorTime(id, mainThreadOnly = false) {
  const threads = mainThreadOnly ? [String(id)] : readdirSync(`/proc/${id}/task`);
  return threads.reduce((sum, thread) => sum + Number(readFileSync(`/proc/${id}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0);
}

/** A Chromium as a person would have it, but that it draws in software and asks for no motion of the interface. */
export async function browse(reducedMotion = 'reduce') {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--disable-background-networking'],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion });
  page.setDefaultTimeout(600_000);
  return { browser, page };
}
