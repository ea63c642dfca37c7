import { dataset } from '../../state/dataset';
import { valueOf } from '../../state/layouts';
import type { RunMethod } from '../../state/methods';
import { changeParameter } from '../../state/runs';
import { columnKey, ignoredLabelText } from '../../state/supervision';
import { Choice } from '../controls/Choice';
import { TextField } from '../controls/TextField';
import { ParameterSlider } from './ParameterSlider';

/** Lets the values of a column pull equal points together. */
export function Supervise({ method }: { method: RunMethod }) {
  const columns = dataset.value?.metadata ?? [];
  if (columns.length === 0) {
    return null;
  }
  const chosen = valueOf(method, 'supervise_by');
  const ignored = ignoredLabelText(method);
  return (
    <>
      <ParameterSlider method={method} name="supervise" label="Supervise" min={0} max={100} />
      <Choice
        label="Supervise with"
        shortLabel="With"
        value={chosen}
        options={[
          { value: '', label: 'Nothing' },
          ...columns.map((column) => ({ value: columnKey(column), label: column.name })),
        ]}
        onChoose={(value) => changeParameter(method, 'supervise_by', value)}
      />
      {chosen === '' ? (
        Number(valueOf(method, 'supervise')) > 0 &&
        method === 'tsne' && <p class="secondary">Choose the column to supervise with.</p>
      ) : (
        <>
          <TextField
            label="Ignored label"
            eager
            title="Points with this label are laid out by their vectors alone"
            value={valueOf(method, 'ignored_label')}
            onChange={(value) => changeParameter(method, 'ignored_label', value)}
          />
          <p class={ignored.isError ? 'error-text' : 'secondary'} role="status">
            {ignored.text}
          </p>
        </>
      )}
    </>
  );
}
