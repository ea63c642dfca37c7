import { folderProblems } from '../../state/problems';
import { currentRun, currentTensor, workspace } from '../../state/workspace';
import { ProblemList } from '../data/ProblemList';

/** The chosen tensor cannot be shown: why, and what else is wrong with the folder. */
export function CannotOpen({ message, remedy }: { message: string; remedy: string | null }) {
  const others = folderProblems.value.flatMap((group) => group.problems).filter((one) => one.message !== message);
  const run = currentRun.value;
  return (
    <div class="state" role="alert">
      <div>
        <h2>{currentTensor.value?.name ?? 'This tensor'} cannot be shown</h2>
        <p class="path">{message}</p>
        {remedy !== null && <p class="path">{remedy}</p>}
        {others.length > 0 && (
          <>
            <h3>Also found</h3>
            <ProblemList problems={others} />
          </>
        )}
        <p class="secondary path">
          {workspace.value?.path}
          {run === null || run.name === '.' ? '' : ` · run ${run.name}`}. As soon as the files change, the page looks
          again.
        </p>
      </div>
    </div>
  );
}
