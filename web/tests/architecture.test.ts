import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = resolve(dirname(fileURLToPath(import.meta.url)), '../src');

// The allowed arrows of the page: panels, scene and wire read and write the state and know nothing of each other.
const allowed: Record<string, string[]> = {
  state: [],
  wire: ['state'],
  scene: ['state'],
  panels: ['state'],
};

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? files(join(folder, entry.name))
      : /\.tsx?$/.test(entry.name)
        ? [join(folder, entry.name)]
        : [],
  );
}

function imports(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*)'/g)].map((match) =>
    relative(source, resolve(dirname(file), match[1] ?? '')),
  );
}

const folderOf = (path: string): string => (path.includes('/') ? (path.split('/')[0] ?? '') : '');

test.each(Object.keys(allowed))('%s imports only what the arrows allow', (folder) => {
  const wrong = files(join(source, folder)).flatMap((file) =>
    imports(file)
      .filter((target) => folderOf(target) !== folder && !allowed[folder]?.includes(folderOf(target)))
      .map((target) => `${relative(source, file)} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test.each(Object.keys(allowed))('the files of %s import each other without a circle', (folder) => {
  const edges = new Map(
    files(join(source, folder)).map((file) => [relative(source, file).replace(/\.tsx?$/, ''), imports(file)]),
  );
  const finished = new Set<string>();
  const visit = (node: string, path: string[]): void => {
    expect(path, `circle: ${[...path, node].join(' → ')}`).not.toContain(node);
    if (!finished.has(node)) {
      for (const next of edges.get(node) ?? []) {
        visit(next, [...path, node]);
      }
      finished.add(node);
    }
  };
  for (const node of edges.keys()) {
    visit(node, []);
  }
});
