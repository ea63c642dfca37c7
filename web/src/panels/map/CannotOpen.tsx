import { folderProblems } from '../../state/problems';
import { remoteRequests } from '../../state/remote';
import { canBeShown, currentRun, currentTensor, workspace } from '../../state/workspace';
import { ActionButton } from '../controls/ActionButton';
import { ProblemList } from '../data/ProblemList';

/** The chosen tensor cannot be shown: why, and what else is wrong with the folder. */
export function CannotOpen({ message, remedy }: { message: string; remedy: string | null }) {
  const others = folderProblems.value.flatMap((group) => group.problems).filter((one) => one.message !== message);
  const run = currentRun.value;
  if (currentTensor.value?.isAwaited === true) {
    return <Awaiting message={message} remedy={remedy} />;
  }
  if (currentTensor.value?.isRemote === true) {
    return <CannotFetch message={message} remedy={remedy} />;
  }
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

/** A tensor of a configuration on another server did not arrive. */
function CannotFetch({ message, remedy }: { message: string; remedy: string | null }) {
  const tensor = currentTensor.value;
  return (
    <div class="state" role="alert">
      <div>
        <h2>{tensor?.name} cannot be shown</h2>
        <p class="path">{message}</p>
        {remedy !== null && <p class="path">{remedy}</p>}
        {tensor !== null && canBeShown(tensor) && (
          <ActionButton
            label="Try again"
            enabled
            onClick={() => {
              remoteRequests.value += 1;
            }}
          />
        )}
        <p class="secondary path">The configuration is {currentRun.value?.name}</p>
      </div>
    </div>
  );
}

/** A training has written what to show, and not yet the vectors themselves. */
function Awaiting({ message, remedy }: { message: string; remedy: string | null }) {
  const [run, space] = [currentRun.value, workspace.value];
  const where = run === null || run.name === '.' ? space?.path : `${space?.path}/${run.name}`;
  return (
    <div class="state" role="status">
      <div>
        <h2>Waiting for {currentTensor.value?.name}</h2>
        <p class="path">
          Its vectors are not there yet. As soon as the training writes them into {where}, they appear here by
          themselves.
        </p>
        <p class="secondary path">{message}</p>
        {remedy !== null && <p class="secondary path">{remedy}</p>}
      </div>
    </div>
  );
}
