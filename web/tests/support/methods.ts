import type { MethodInfo, MethodParameter } from '../../src/state/methods';

export function parameter(name: string, value: string, changes: Partial<MethodParameter> = {}): MethodParameter {
  return {
    name,
    title: name,
    kind: 'number',
    default: value,
    minimum: null,
    maximum: null,
    step: null,
    choices: [],
    live: false,
    help: '',
    source: null,
    ...changes,
  };
}

const supervision = [
  parameter('supervise_by', '', { kind: 'text' }),
  parameter('ignored_label', '', { kind: 'text' }),
  parameter('supervise', '0', { live: true }),
];

/** A server that has every method. */
export const everyMethod: MethodInfo[] = [
  { name: 'pca', title: 'PCA', parameters: [] },
  {
    name: 'tsne',
    title: 't-SNE',
    parameters: [
      parameter('perplexity', '30', { live: true }),
      parameter('iterations', '750', { live: true }),
      ...supervision,
    ],
  },
  { name: 'umap', title: 'UMAP', parameters: [parameter('neighbors', '15'), ...supervision] },
  {
    name: 'axes',
    title: 'Custom',
    parameters: ['search_by', 'left', 'right', 'up', 'down', 'near', 'far', 'left_rows', 'right_rows', 'near_rows'].map(
      (name) => parameter(name, '', { kind: 'text' }),
    ),
  },
];

/** An `EPP1` answer whose every coordinate is `value`. */
export function points(rows: number, dimensions: number, value = 0): ArrayBuffer {
  const buffer = new ArrayBuffer(16 + 4 * rows * dimensions);
  const view = new DataView(buffer);
  new Uint8Array(buffer).set(new TextEncoder().encode('EPP1'));
  view.setUint32(4, rows, true);
  view.setUint32(8, dimensions, true);
  new Float32Array(buffer, 16).fill(value);
  return buffer;
}
