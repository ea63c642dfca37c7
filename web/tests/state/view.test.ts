import { describe, expect, it } from 'vitest';
import { RowSet } from '../../src/state/rowSet';
import { decodeView, encodeView, mostRowsInAddress, type View } from '../../src/state/view';

const view: View = {
  run: 'run 1/train',
  tensor: 'a&b=c#d',
  label: 'слово',
  color: null,
  quality: 'continuity',
  colorMode: 'categories',
  scale: { ramp: 'diverging', inverted: true, from: -1e-7, to: 1234.5678, center: 0 },
  ownColors: [
    { column: 'a:b%', key: 'c:d\n', color: '#12ab00' },
    { column: 'слово', key: '\u0000missing', color: '#ffffff' },
  ],
  hidden: ['noun', '', 'a,b'],
  filters: [
    { column: 'a:b%', from: -1e-7, to: null, values: null, missing: true },
    { column: 'слово', from: null, to: null, values: ['a=b', '', ':none', '..'], missing: false },
    { column: 'n', from: null, to: null, values: null, missing: false },
    { column: 'm', from: null, to: null, values: [], missing: true },
    { column: 'r', from: 0.25, to: 12.5, values: null, missing: false },
  ],
  spherize: true,
  method: 'umap',
  layouts: {
    tsne: { dimensions: 2, seed: 42, run: null, parameters: { perplexity: '50', ignored_label: 'a=b&c' } },
    umap: { dimensions: 3, seed: 7, run: 'r/1', parameters: {} },
  },
  uncentred: true,
  components: [1, 0, null],
  selection: RowSet.of([7, 3, 5]),
  labelling: 'all',
  labelSize: 16,
  images: false,
  isolations: [
    [2, 3, 5, 7],
    [3, 5, 7],
  ],
  metric: 'euclidean',
  neighbors: 12,
  search: '^(the|a)_$',
  regex: true,
  searchColumn: '100% sure',
  camera: { orthographic: true, position: [0, 0, 4], target: [0.25, -1.5, 0], zoom: 1.5 },
};

describe('encodeView and decodeView', () => {
  it('bring a view back as it was, whatever its names hold', () => {
    const { text, leftOut } = encodeView(view);
    expect(decodeView(`#${text}`)).toEqual(view);
    expect(leftOut).toEqual([]);
  });

  it('leave out a list of rows that is too long for an address, and say so', () => {
    const rows = Array.from({ length: mostRowsInAddress + 1 }, (_, row) => row);
    const { text, leftOut } = encodeView({ ...view, selection: RowSet.of(rows) });
    expect(leftOut).toEqual(['select']);
    expect(decodeView(text).selection).toBeUndefined();
  });
});

it('leaves rows of an axis that are too many out of an address, and says so', () => {
  const rows = Array.from({ length: 3000 }, (_, i) => 2 * i).join(',');
  const axes = { dimensions: 3 as const, seed: 42, run: null, parameters: { left_rows: rows, right_rows: '3-5' } };
  const { text, leftOut } = encodeView({ ...view, layouts: { axes } });
  expect(leftOut).toEqual(['axes left_rows']);
  expect(decodeView(text).layouts?.axes?.parameters).toEqual({ right_rows: '3-5' });
  expect(decodeView(encodeView({ ...view, layouts: { axes } }, 20_000).text).layouts).toEqual({ axes });
});

describe('decodeView', () => {
  it.each([
    '#',
    '#%E0%A4%A',
    '#select=1,2,x&isolate=-4&pc=0,1&neighbors=1e9&distance=manhattan&spherize=yes&camera=deep,1,2',
    '#pc=1,2,3,4&camera=flat,0,0,4,0,0,0,0&select=1.5',
    '#camera=deep,Infinity,0,0,0,0,0,1&mode=rainbow&select=99999999999999',
    '#camera=deep,,,,,,,',
    '#method=constructor&method=tsne',
    '#ramp=jet&inverted=2&from=&to=x&center=NaN&paint=red:kind:noun&paint=ff0000:%25E0%25A4:noun',
    '#from=3&to=3',
  ])('reads nothing out of %s', (text) => {
    expect(decodeView(text)).toEqual({});
  });

  it('keeps what makes sense beside what does not', () => {
    expect(decodeView('#tensor=words&select=oops&neighbors=20')).toEqual({ tensor: 'words', neighbors: 20 });
  });

  it('reads of a layout what makes sense', () => {
    expect(decodeView('#tsne=dimensions%3D7%26seed%3D-1%26run%3D%26perplexity%3D9%26a-b%3D1').layouts).toEqual({
      tsne: { dimensions: 3, seed: 42, run: null, parameters: { perplexity: '9' } },
    });
  });

  it('takes colours for a column without a name and for an empty value', () => {
    expect(decodeView('#paint=FF0000::').ownColors).toEqual([{ column: '', key: '', color: '#ff0000' }]);
  });

  it('tells "no colour" from "nothing was said about colour"', () => {
    expect(decodeView('#color=').color).toBeNull();
    expect(decodeView('#label=word').color).toBeUndefined();
  });
});
