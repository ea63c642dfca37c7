import { valueOf } from '../../state/layouts';
import { parametersOf, type MethodParameter, type RunMethod } from '../../state/methods';
import { changeParameter } from '../../state/runs';
import { Check } from '../controls/Check';
import { Choice } from '../controls/Choice';
import { TextField } from '../controls/TextField';

/** The parameters that have no control of their own, as the server describes them. */
export function MoreParameters({ method, except }: { method: RunMethod; except: readonly string[] }) {
  const left = parametersOf(method).filter(({ name }) => !except.includes(name));
  return left.length === 0 ? null : (
    <details class="more">
      <summary>More parameters</summary>
      <div class="content-of-tab">
        {left.map((parameter) => (
          <Parameter key={parameter.name} method={method} parameter={parameter} />
        ))}
      </div>
    </details>
  );
}

function Parameter({ method, parameter }: { method: RunMethod; parameter: MethodParameter }) {
  const { name, title, kind, choices } = parameter;
  const value = valueOf(method, name);
  const change = (next: string): void => changeParameter(method, name, next);
  const help = helpOf(parameter);
  if (kind === 'choice') {
    const options = choices.map((choice) => ({ value: choice, label: choice.replaceAll('_', ' ') }));
    return <Choice label={title} value={value} options={options} title={help} onChoose={change} />;
  }
  if (kind === 'flag') {
    return (
      <Check label={title} title={help} checked={value === 'true'} onChange={(checked) => change(String(checked))} />
    );
  }
  // What makes no sense is refused by the server, which says what does.
  return (
    <TextField
      label={title}
      title={help}
      value={value}
      placeholder={parameter.default}
      onChange={(next) => change(next.trim() === '' ? parameter.default : next.trim())}
    />
  );
}

function helpOf({ help, minimum, maximum, source }: MethodParameter): string {
  const range = minimum === null || maximum === null ? '' : ` From ${minimum} to ${maximum}.`;
  return `${help}${range}${source === null ? '' : ` As in ${source}.`}`;
}
