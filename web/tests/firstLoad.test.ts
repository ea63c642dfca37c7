import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { beforeAll, expect, test } from 'vitest';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
/** Bytes of gzip, 1.15 of what there is today: enough for a feature, too little for a library that slips in. */
const most = 220_000;

/** What the browser fetches before there is a picture: the entry, the map, and all that these import. */
interface FirstLoad {
  bytes: number;
  modules: string[];
}

let firstLoad: FirstLoad;

beforeAll(async () => {
  const built = await build({ root, logLevel: 'error', build: { write: false } });
  const files = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  const chunks = new Map(files.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file]] : [])));
  const starts = [...chunks.values()].filter(({ isEntry, name }) => isEntry || name === 'scene');
  const met = new Set<string>();
  const visit = (name: string): void => {
    if (!met.has(name)) {
      met.add(name);
      chunks.get(name)?.imports.forEach(visit);
    }
  };
  starts.forEach(({ fileName }) => visit(fileName));
  const others = files.flatMap((file) =>
    file.type === 'asset' && /\.(?:css|html)$/.test(file.fileName) ? [file.source] : [],
  );
  const code = [...met].map((name) => chunks.get(name)?.code ?? '');
  firstLoad = {
    bytes: [...others, ...code].reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0),
    modules: [...met].flatMap((name) => chunks.get(name)?.moduleIds ?? []),
  };
}, 120_000);

test('the first load is at most 220 kB', () => {
  expect(firstLoad.bytes).toBeGreaterThan(100_000);
  expect(firstLoad.bytes).toBeLessThan(most);
});

test.each([
  'panels/dialogs',
  'panels/bar/Help',
  'panels/data/Publish',
  'panels/filter/Histogram',
  'panels/table/DataGrid',
])('%s is not part of it', (part) => {
  expect(firstLoad.modules.filter((id) => id.includes(`/src/${part}.`))).toEqual([]);
});

test('the materials, lights and headsets of three.js are not part of it', () => {
  const three = firstLoad.modules.filter((id) => id.includes('/three/src/'));
  expect(three.some((id) => id.endsWith('/WebGLRenderer.js'))).toBe(true);
  expect(three.filter((id) => /lights_physical|ShaderLib\/|PMREM|WebXRDepth/.test(id))).toEqual([]);
});
