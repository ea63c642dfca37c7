import type { Problem } from '../../state/workspace';
import { Icon } from '../controls/Icon';

const severityNames = { note: 'Note', warning: 'Warning', error: 'Error' } as const;

export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  return (
    <ul class="problems" aria-label="Problems">
      {problems.map((problem) => (
        <li key={`${problem.path} ${problem.message}`} class={`problem ${problem.severity}`}>
          <Icon name={problem.severity === 'note' ? 'note' : 'warning'} />
          <div>
            <span class="unseen">{severityNames[problem.severity]}: </span>
            <span>{problem.message}</span>
            {problem.remedy !== null && <p class="remedy">{problem.remedy}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}
