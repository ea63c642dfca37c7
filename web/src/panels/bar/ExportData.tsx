import { useSignal, type Signal } from '@preact/signals';
import { exportKinds, exportTitles, missing, tableOf, type ExportKind } from '../../state/exports';
import { positions } from '../../state/projection';
import { formatTable, npyOf, type TableFormat } from '../../state/table';
import { plural } from '../../state/words';
import { ActionButton } from '../controls/ActionButton';
import { Choice } from '../controls/Choice';
import { saveFile } from '../controls/saveFile';

type Format = TableFormat | 'npy';

export function ExportData({ said, stem }: { said: Signal<string | null>; stem: () => string }) {
  const kind = useSignal<ExportKind>('positions');
  const format = useSignal<Format>('csv');
  const why = missing(kind.value);
  const formats: Format[] = kind.value === 'positions' ? ['csv', 'tsv', 'json', 'npy'] : ['csv', 'tsv', 'json'];
  const chosen = formats.includes(format.value) ? format.value : 'csv';
  return (
    <section class="form" aria-labelledby="export-data">
      <h3 id="export-data">Data</h3>
      <Choice
        label="What"
        value={kind.value}
        options={exportKinds.map((value) => ({ value, label: exportTitles[value] }))}
        onChoose={(value) => {
          kind.value = value as ExportKind;
        }}
      />
      <Choice
        label="Format"
        value={chosen}
        options={formats.map((value) => ({ value, label: value === 'npy' ? 'NumPy (.npy)' : value.toUpperCase() }))}
        onChoose={(value) => {
          format.value = value as Format;
        }}
      />
      <div class="actions">
        <ActionButton
          label="Save data"
          title={why ?? undefined}
          enabled={why === null}
          onClick={() => void save(kind.peek(), chosen, stem(), said)}
        />
      </div>
      <p class="secondary" role="status">
        {why ?? said.value}
      </p>
    </section>
  );
}

const types: Readonly<Record<TableFormat, string>> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
};

async function save(kind: ExportKind, format: Format, stem: string, said: Signal<string | null>): Promise<void> {
  const name = `${stem}-${kind}.${format}`;
  said.value = null;
  try {
    if (format === 'npy') {
      const shown = positions.peek();
      if (shown !== null) {
        saveFile(name, new Blob([npyOf(shown.values, shown.rows, shown.dimensions)]));
      }
    } else {
      const { text, altered } = formatTable(await tableOf(kind), format);
      saveFile(name, new Blob([text], { type: types[format] }));
      said.value =
        altered > 0
          ? `${plural(altered, 'value')} had tabs or line breaks, which TSV cannot hold: they became spaces. CSV and JSON keep them.`
          : null;
    }
  } catch (error) {
    said.value = error instanceof Error ? error.message : String(error);
  }
}
