import { valueOf } from '../../state/layouts';
import { parameterOf, type RunMethod } from '../../state/methods';
import { changeParameter } from '../../state/runs';
import { Choice } from '../controls/Choice';

/** Which vectors are near. The neighbors in the inspector have a choice of their own. */
export function Distance({ method }: { method: RunMethod }) {
  const parameter = parameterOf(method, 'metric');
  return parameter === undefined ? null : (
    <Choice
      label={parameter.title}
      title={parameter.help}
      value={valueOf(method, 'metric')}
      options={parameter.choices.map((choice) => ({ value: choice, label: titles[choice] ?? choice }))}
      onChoose={(value) => changeParameter(method, 'metric', value)}
    />
  );
}

const titles: Readonly<Record<string, string>> = { euclidean: 'Euclidean', cosine: 'Cosine', dot: 'Dot product' };
