import type { Dataset } from '../../src/state/dataset';
import type { TensorEntry, Workspace } from '../../src/state/workspace';

export function datasetOf(changes: Partial<Dataset> = {}): Dataset {
  return {
    id: 'd1',
    run: '.',
    tensor: 'words',
    rows: 10,
    columns: 5,
    metadata: [
      { index: 0, name: 'word', kind: 'text', distinct: 10, missing: 0, min: null, max: null },
      { index: 1, name: 'kind', kind: 'text', distinct: 3, missing: 0, min: null, max: null },
    ],
    defaultLabel: 0,
    defaultSpherize: false,
    defaultMetric: 'cosine',
    sprite: null,
    maps: [],
    problems: [],
    checkpointPath: null,
    metadataFile: null,
    metadataVersion: 'm1',
    step: null,
    written: null,
    ...changes,
  };
}

export function tensorOf(name: string, changes: Partial<TensorEntry> = {}): TensorEntry {
  return {
    name,
    rows: 10,
    columns: 5,
    elementType: 'float32',
    metadata: null,
    hasSprite: false,
    hasBookmarks: false,
    version: 'v1',
    step: null,
    isAwaited: false,
    problems: [],
    ...changes,
  };
}

export function workspaceOf(tensors: TensorEntry[], changes: Partial<Workspace> = {}): Workspace {
  return {
    title: 'logs',
    path: '/logs',
    kind: 'directory',
    version: 'w1',
    runs: [{ name: '.', config: 'projector_config.pbtxt', checkpoint: null, tensors, problems: [], isUploaded: false }],
    problems: [],
    ...changes,
  };
}
