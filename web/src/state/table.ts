/** A table for a file: what stands in each cell, null where there is nothing. */
export interface Table {
  columns: readonly string[];
  rows: readonly (readonly (string | number | null)[])[];
}

export type TableFormat = 'csv' | 'tsv' | 'json';

/** The names of columns behind one of row numbers. No two are alike: as the keys of JSON they would hide each other. */
export function headOf(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return [names.includes('row') ? 'row number' : 'row', ...names].map((name) => {
    let free = name;
    for (let number = 2; taken.has(free); number++) {
      free = `${name} (${number})`;
    }
    taken.add(free);
    return free;
  });
}

/** `altered`: cells that had to be changed because the format cannot hold them. */
export function formatTable(table: Table, format: TableFormat): { text: string; altered: number } {
  switch (format) {
    case 'json':
      return { text: jsonOf(table), altered: 0 };
    case 'csv':
      return { text: lines(table, ',', quoted), altered: 0 };
    case 'tsv': {
      let altered = 0;
      const text = lines(table, '\t', (cell) => {
        const flat = cell.replaceAll(/[\t\r\n]+/g, ' ');
        altered += flat === cell ? 0 : 1;
        return flat;
      });
      return { text, altered };
    }
  }
}

/** RFC 4180: a cell with a comma, a quote or a line break stands in quotes, and its quotes are doubled. */
function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function lines({ columns, rows }: Table, separator: string, write: (cell: string) => string): string {
  const line = (cells: readonly (string | number | null)[]): string =>
    cells.map((cell) => (cell === null ? '' : write(String(cell)))).join(separator);
  return `${[columns, ...rows].map(line).join('\n')}\n`;
}

function jsonOf({ columns, rows }: Table): string {
  const objects = rows.map((cells) =>
    JSON.stringify(
      Object.fromEntries(
        // JSON has no number that is none.
        columns.map((name, i) => [name, typeof cells[i] === 'number' && !Number.isFinite(cells[i]) ? null : cells[i]]),
      ),
    ),
  );
  return `[\n${objects.join(',\n')}\n]\n`;
}

/** A `.npy` file (NumPy Enhancement Proposal 1, version 1.0) of float32 numbers, [rows, columns] row-major. */
export function npyOf(values: Float32Array, rows: number, columns: number): Uint8Array<ArrayBuffer> {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  // Magic, version and length take ten bytes; the numbers begin at a multiple of 64.
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length + values.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, length - 10, true);
  bytes.set(new TextEncoder().encode(dictionary.padEnd(length - 11, ' ') + '\n'), 10);
  for (let i = 0; i < values.length; i++) {
    view.setFloat32(length + 4 * i, values[i] ?? 0, true);
  }
  return bytes;
}
