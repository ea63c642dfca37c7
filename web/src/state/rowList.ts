/** Rows as the server lists them: "3, 7, 10-20", ascending, each once. */
export function listRows(rows: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const row of ascendingOnce(rows)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === row - 1) {
      last[1] = row;
    } else {
      ranges.push([row, row]);
    }
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}

/** Each row once, ascending. */
export function ascendingOnce(rows: readonly number[]): readonly number[] {
  if (ascend(rows)) {
    return rows;
  }
  const marked = marksOf(rows);
  if (marked === null) {
    return [...new Set(rows)].sort((a, b) => a - b);
  }
  const found: number[] = [];
  marked.forEach((mark, row) => mark === 1 && found.push(row));
  return found;
}

/** Each row once, in the order of the list; always a list of its own. */
export function eachOnce(rows: readonly number[]): readonly number[] {
  if (ascend(rows)) {
    return rows.slice();
  }
  const marked = marksOf(rows);
  if (marked === null) {
    return [...new Set(rows)];
  }
  return rows.filter((row) => {
    const isFirst = marked[row] === 1;
    marked[row] = 0;
    return isFirst;
  });
}

/** A function that tells whether a row is in a list. */
export function membership(rows: readonly number[]): (row: number) => boolean {
  const marked = marksOf(rows);
  const set = marked === null ? new Set(rows) : null;
  return (row) => (marked === null ? set?.has(row) === true : marked[row] === 1);
}

/** Whether each row is larger than the one before, as an area finds them: a million of them need no sorting then. */
function ascend(rows: readonly number[]): boolean {
  let before = -1;
  for (const row of rows) {
    if (row <= before) {
      return false;
    }
    before = row;
  }
  return true;
}

/** Lists of fewer rows are sets soon enough, and so are those whose rows are far between. */
const [few, farBetween] = [1000, 64];

/** A byte for each row up to the last of a long list, 1 for those in it, where a set would take a quarter of a second; else null. */
function marksOf(rows: readonly number[]): Uint8Array | null {
  let last = -1;
  for (const row of rows) {
    last = row > last ? row : last;
  }
  if (rows.length < few || last > farBetween * rows.length) {
    return null;
  }
  const marked = new Uint8Array(last + 1);
  for (const row of rows) {
    marked[row] = 1;
  }
  return marked;
}

/** How many rows a list of `listRows` has; 0 for what is no such list. */
export function countRows(list: string): number {
  let count = 0;
  for (const part of list === '' ? [] : list.split(',')) {
    const [, from, to] = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part) ?? [];
    if (from === undefined || Number(to ?? from) < Number(from)) {
      return 0;
    }
    count += Number(to ?? from) - Number(from) + 1;
  }
  return count;
}

/** Calls `visit` for every row of a list that `listRows` or the server wrote. */
export function eachRow(list: string, visit: (row: number) => void): void {
  for (const part of list.split(',')) {
    const [from, to] = part.split('-').map(Number);
    for (let row = from ?? 0; row <= (to ?? from ?? -1); row++) {
      visit(row);
    }
  }
}
