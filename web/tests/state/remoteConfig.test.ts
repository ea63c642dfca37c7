import { describe, expect, it } from 'vitest';
import { addressOf, ConfigProblem, fileNameOf, parseConfig } from '../../src/state/remoteConfig';

const address = 'https://maps.example/oss_data/config.json';

function problemOf(text: string, at = address): ConfigProblem {
  try {
    parseConfig(text, at);
  } catch (error) {
    if (error instanceof ConfigProblem) {
      return error;
    }
    throw error;
  }
  throw new Error('it was read');
}

function embedding(fields: object): string {
  return JSON.stringify({ embeddings: [{ tensorName: 'words', tensorPath: 'a.bytes', ...fields }] });
}

describe('a configuration', () => {
  it('of the standalone projector is read, addresses starting at its own', () => {
    const config = parseConfig(
      embedding({
        tensorShape: [10000, 200],
        metadataPath: 'https://elsewhere.example/labels.tsv',
        sprite: { imagePath: '/sprite.png', singleImageDim: [28, 20] },
        bookmarksPath: '../state.txt',
      }),
      address,
    );
    expect(config.tensors).toEqual([
      {
        name: 'words',
        shape: [10000, 200],
        vectors: ['https://maps.example/oss_data/a.bytes'],
        metadata: ['https://elsewhere.example/labels.tsv'],
        sprite: { image: ['https://maps.example/sprite.png'], dimensions: [28, 20] },
        bookmarks: ['https://maps.example/state.txt'],
        problem: null,
      },
    ]);
  });

  it('that was written for the page above its folder is understood too', () => {
    const [tensor] = parseConfig(embedding({ tensorPath: 'oss_data/a.bytes' }), address).tensors;
    expect(tensor?.vectors).toEqual([
      'https://maps.example/oss_data/oss_data/a.bytes',
      'https://maps.example/oss_data/a.bytes',
    ]);
  });

  it('may have the original names of its fields', () => {
    const text = JSON.stringify({ embeddings: [{ tensor_name: 'w', tensor_path: 'b.tsv', tensor_shape: [2, 3] }] });
    expect(parseConfig(text, address).tensors[0]).toMatchObject({ name: 'w', shape: [2, 3] });
  });

  it('gives tensors without a name, or with one that is taken, a name of their own', () => {
    const text = JSON.stringify({
      embeddings: [{ tensorPath: 'a.tsv' }, { tensorName: 'a.tsv', tensorPath: 'b.tsv' }, { tensorPath: 'a.tsv' }],
    });
    expect(parseConfig(text, address).tensors.map(({ name }) => name)).toEqual(['a.tsv', 'a.tsv (2)', 'a.tsv (3)']);
  });

  it('lists a tensor of a checkpoint and says that it cannot be had', () => {
    const [tensor] = parseConfig(embedding({ tensorPath: undefined }), address).tensors;
    expect(tensor?.vectors).toBeNull();
    expect(tensor?.problem?.remedy).toContain('tensorPath');
  });

  it.each([
    ['<!doctype html><title>No</title>', 'is a web page'],
    ['{"embeddings": [', 'is not valid JSON'],
    ['[]', 'should be an object'],
    ['{}', 'names no embeddings'],
    ['{"embeddings": []}', 'names no embeddings'],
    ['{"embeddings": [7]}', 'embeddings[0] should be an object; it is 7'],
    [
      embedding({ tensorShape: '10x2' }),
      'embeddings[0].tensorShape should be a list of two whole numbers; it is "10x2"',
    ],
    [embedding({ tensorShape: [1, -2] }), 'tensorShape'],
    [embedding({ metadataPath: 5 }), 'embeddings[0].metadataPath should be a text'],
    [embedding({ tensorPath: 'file:///etc/passwd' }), 'embeddings[0].tensorPath should be an address'],
    [embedding({ tensorPath: 'javascript:alert(1)' }), 'embeddings[0].tensorPath should be an address'],
    [embedding({ sprite: { imagePath: 'data:image/png;base64,AA' } }), 'embeddings[0].sprite.imagePath'],
  ])('of %s says what is wrong', (text, said) => {
    const problem = problemOf(text);
    expect(problem.message).toContain(said);
    expect(problem.remedy).not.toBe('');
  });

  it('that is a page of GitHub says where the file itself is', () => {
    expect(problemOf('<html>', 'https://github.com/me/maps/blob/main/config.json').remedy).toContain('Raw');
  });
});

it('takes addresses of web servers only', () => {
  expect(addressOf('data/c.json', 'http://127.0.0.1:6006/?config=x')).toBe('http://127.0.0.1:6006/data/c.json');
  expect(addressOf('file:///c.json', 'http://127.0.0.1/')).toBeNull();
  expect(addressOf('http://[', 'http://127.0.0.1/')).toBeNull();
});

it('names files after the last part of their address', () => {
  expect(fileNameOf('https://a.example/maps/my%20vectors.tsv?raw=1')).toBe('my vectors.tsv');
  expect(fileNameOf('https://a.example/')).toBe('file');
  expect(fileNameOf('https://a.example/%E0%A4%A')).toBe('%E0%A4%A');
});
