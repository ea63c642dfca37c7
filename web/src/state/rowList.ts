import type { RowSet } from './rowSet';

/** Rows as the server lists them: "3, 7, 10-20", ascending, each once. */
export function listRows(rows: RowSet): string {
  const ranges: [number, number][] = [];
  for (const row of rows.ascending()) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === row - 1) {
      last[1] = row;
    } else {
      ranges.push([row, row]);
    }
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
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
