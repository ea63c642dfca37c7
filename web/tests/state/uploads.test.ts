import { beforeEach, describe, expect, it } from 'vitest';
import { brought, bringFiles, closeUpload, openBrought, uploadOpen, wantedUpload } from '../../src/state/uploads';

const file = (name: string): File => new File(['x'], name);

beforeEach(closeUpload);

describe('dropped files', () => {
  it.each([
    [['v.npy'], 'v.npy', null],
    [['v.npy', 'm.tsv'], 'v.npy', 'm.tsv'],
    [['labels.tsv', 'v.tsv'], 'v.tsv', 'labels.tsv'],
    [['metadata.tsv'], null, 'metadata.tsv'],
  ])('%j are vectors %s and metadata %s', (names, vectors, metadata) => {
    bringFiles(names.map(file));
    expect(brought.value.vectors?.name ?? null).toBe(vectors);
    expect(brought.value.metadata?.name ?? null).toBe(metadata);
    expect(uploadOpen.value).toBe(true);
  });

  it('are sent only when the person says so', () => {
    bringFiles([file('v.npy')]);
    expect(wantedUpload.value).toBeNull();
    openBrought();
    expect(wantedUpload.value?.vectors?.name).toBe('v.npy');
  });

  it('are forgotten when the window is closed, and sending stops', () => {
    bringFiles([file('v.npy')]);
    openBrought();
    closeUpload();
    expect(wantedUpload.value).toBeNull();
    expect(brought.value.vectors).toBeNull();
  });
});
