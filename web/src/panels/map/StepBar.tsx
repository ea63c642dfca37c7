import { followChanges } from '../../state/dataset';
import { newerVersion } from '../../state/following';
import { positions } from '../../state/projection';
import {
  chooseStep,
  chosenStep,
  seenSteps,
  newestStep,
  play,
  playing,
  sameScale,
  showNewest,
  stepIndex,
  stepName,
  stepOnMap,
  stepProblem,
  stepTime,
  stopPlaying,
  thinnedText,
} from '../../state/steps';
import { Check } from '../controls/Check';
import { IconButton } from '../controls/IconButton';

/** A training that goes on: which step the map shows, and the way back over those that were seen. */
export function StepBar() {
  const seen = seenSteps.value;
  if (
    positions.value === null ||
    seen === null ||
    (seen.steps.length < 2 && seen.note === null && !newerVersion.value)
  ) {
    return null;
  }
  return (
    <section class="strip step-bar" aria-label="Training steps">
      <Saying />
      {seen.steps.length > 1 && <Way count={seen.steps.length} />}
      <div class="ends">
        <Check
          label="Follow"
          title="Shows new versions on disk by themselves"
          checked={followChanges.value}
          onChange={(checked) => {
            followChanges.value = checked;
          }}
        />
        {seen.steps.length > 1 && (
          <Check
            label="Same scale"
            title="Draws the steps to one scale, so that their sizes compare. Without it each fills the window."
            checked={sameScale.value}
            onChange={(checked) => {
              sameScale.value = checked;
            }}
          />
        )}
        <Return />
      </div>
    </section>
  );
}

function Saying() {
  const [shown, newest] = [stepOnMap.value, newestStep.value];
  if (shown === null || newest === null) {
    return null;
  }
  const back = shown !== newest;
  const name = stepName(shown);
  const time = stepTime(shown);
  const notes = [stepProblem.value, thinnedText.value, seenSteps.value?.note ?? null].filter((note) => note !== null);
  return (
    <div class="saying">
      <p role="status" aria-label="Step on the map">
        <strong>{back || !followChanges.value ? name : `Following ${name.toLowerCase()}`}</strong>
        {time !== null && <span class="secondary"> · written {time}</span>}
      </p>
      {notes.map((note) => (
        <p key={note} class="secondary">
          {note}
        </p>
      ))}
    </div>
  );
}

/** The way back to the newest step; its place is kept, so that nothing moves under the pointer. */
function Return() {
  const newest = newestStep.value;
  return newest === null || stepOnMap.value === newest ? null : (
    <button type="button" class="link-button" onClick={showNewest}>
      Newest: {stepName(newest).toLowerCase()}
    </button>
  );
}

function Way({ count }: { count: number }) {
  const index = stepIndex.value;
  const step = seenSteps.value?.steps[index];
  return (
    <div class="way">
      {playing.value ? (
        <IconButton label="Stop playing" icon="pause" onClick={stopPlaying} />
      ) : (
        <IconButton label="Play the steps" icon="play" onClick={play} />
      )}
      <input
        type="range"
        aria-label="Step"
        aria-valuetext={step === undefined ? '' : stepName(step)}
        title={chosenStep.value === null ? 'Goes back over the steps that were seen' : undefined}
        min={0}
        max={count - 1}
        step={1}
        value={index}
        style={{ '--filled': `${(index / (count - 1)) * 100}%` }}
        onInput={(event) => {
          stopPlaying();
          chooseStep(event.currentTarget.valueAsNumber);
        }}
      />
    </div>
  );
}
