import { batch } from '@preact/signals';
import { tableOpen } from './layout';
import { dataTable, tableScope, tableScopes } from './rowTables';

const field = 'table';

/** How the open table stands, as the part of an address: which rows it has and what they are sorted by. Empty where none is open. */
export function encodeTable(): string {
  if (!tableOpen.value) {
    return '';
  }
  const order = dataTable.order.value;
  const sorted = order === null ? '' : `${order.descending ? '-' : '+'}${order.column ?? ''}`;
  return `&${new URLSearchParams([[field, `${tableScope.value}${sorted}`]]).toString()}`;
}

/** Opens the table as an address says; one that says nothing of it leaves it as it is. */
export function applyTable(text: string): void {
  const [, named, sign, column] = /^([a-z]+)(?:([+-])(.*))?$/s.exec(new URLSearchParams(text).get(field) ?? '') ?? [];
  const scope = tableScopes.find((one) => one === named);
  if (scope === undefined) {
    return;
  }
  batch(() => {
    tableOpen.value = true;
    tableScope.value = scope;
    dataTable.order.value =
      sign === undefined ? null : { column: (column ?? '') === '' ? null : (column ?? null), descending: sign === '-' };
  });
}
