import { mapFailure } from '../../state/appearance';
import { dataset, opening } from '../../state/dataset';
import { positions, projectionStatus } from '../../state/projection';
import { awaitsConfig } from '../../state/remote';
import { openingText, workText } from '../../state/status';
import { anythingToShow, connection, currentTensor, workspace, workspaceRefusal } from '../../state/workspace';
import { Progress } from './Chip';
import { NothingHere } from './NothingHere';
import { CannotOpen } from './CannotOpen';

/** What stands in the place of the map while there is none, and what to do about it. */
export function MapState() {
  if (workspaceRefusal.value !== null && workspace.value === null) {
    const { message, remedy } = workspaceRefusal.value;
    return <Saying title="The server refuses to show its data" text={[message, remedy]} />;
  }
  if (workspace.value === null) {
    return connection.value === 'gone' ? (
      <Saying
        title="The server does not answer"
        text={[
          'It was stopped, or this machine cannot reach it any more. The page tries again by itself.',
          'Look at the terminal where `projector serve` ran, and start it again with the same port.',
        ]}
      />
    ) : (
      <Waiting text="Asking the server what there is…" />
    );
  }
  if (awaitsConfig.value) {
    return null;
  }
  if (!anythingToShow.value && dataset.value === null) {
    return <NothingHere />;
  }
  const state = opening.value;
  if (state.state === 'failed' && dataset.value === null) {
    return <CannotOpen message={state.message} remedy={state.remedy} />;
  }
  if (mapFailure.value !== null) {
    return (
      <Saying
        title="This browser cannot draw the map"
        text={[mapFailure.value, 'Search, selection and neighbors work without the map.']}
      />
    );
  }
  if (state.state === 'loading' && dataset.value === null) {
    return (
      <Waiting text={`Opening ${currentTensor.value?.name ?? ''}${openingText(state)}`} progress={state.progress} />
    );
  }
  return positions.value === null ? <FirstLayout /> : null;
}

/** The points of a data set that was just opened are on their way; a failure is a chip. */
function FirstLayout() {
  const status = projectionStatus.value;
  if (status.state === 'failed') {
    return null;
  }
  return status.state === 'running' ? (
    <Waiting text={`Computing PCA · ${workText(status)}`} progress={status.progress} />
  ) : (
    <Waiting text="Computing PCA…" />
  );
}

function Saying({ title, text }: { title: string; text: readonly (string | null)[] }) {
  return (
    <div class="state" role="alert">
      <div>
        <h2>{title}</h2>
        {text.map((line) => line !== null && <p key={line}>{line}</p>)}
      </div>
    </div>
  );
}

function Waiting({ text, progress }: { text: string; progress?: number }) {
  return (
    <div class="state small late" role="status">
      <div>
        <p class="path">{text}</p>
        {progress !== undefined && <Progress share={progress} label="Opening" />}
      </div>
    </div>
  );
}
