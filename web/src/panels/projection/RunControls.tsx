import type { ComponentChildren } from 'preact';
import { initialSettings, layoutSettings, setSettings } from '../../state/layouts';
import { methodTitles, type RunMethod } from '../../state/methods';
import { positions, shownMethod } from '../../state/projection';
import { canGoOn, goOn, isAtWork, isEndless, isOpen, needsRun, runs, startRun, wish } from '../../state/runs';
import { runText } from '../../state/status';
import { whole } from '../../state/words';
import { ActionButton } from '../controls/ActionButton';
import { Check } from '../controls/Check';
import { HoldButton } from '../controls/HoldButton';
import { NumberField } from '../controls/NumberField';
import { Progress } from '../map/Chip';
import { Meaning } from './Meaning';

const largestSeed = 2 ** 31 - 1;

/** How many dimensions, and the seed: the same seed gives the same map. */
export function Shape({ method }: { method: RunMethod }) {
  const { dimensions, seed } = layoutSettings.value[method];
  return (
    <div class="line">
      {initialSettings[method].dimensions === 3 && (
        <Check
          label="3D"
          checked={dimensions === 3}
          onChange={(checked) => setSettings(method, { dimensions: checked ? 3 : 2 })}
        />
      )}
      <NumberField
        label="Seed"
        title="The same seed gives the same map"
        value={seed}
        min={0}
        max={largestSeed}
        onChange={(next) => setSettings(method, { seed: next })}
      />
    </div>
  );
}

/** Run, and what can be told a run on its way. */
export function RunButtons({ method }: { method: RunMethod }) {
  const run = runs.value.get(method);
  const answered = typeof run?.id === 'string';
  const open = isOpen(run);
  return (
    <>
      <div class="run-buttons">
        {open && !needsRun(method) ? (
          <ActionButton
            label="Stop"
            title="Ends it; the points stay where they are"
            enabled={answered}
            onClick={() => wish(method, 'stop')}
          />
        ) : (
          <ActionButton label="Run" enabled onClick={() => startRun(method)} />
        )}
        {open && needsRun(method) && (
          <ActionButton label="Stop" enabled={answered} onClick={() => wish(method, 'stop')} />
        )}
        {run?.state === 'paused' || canGoOn(run) ? (
          <ActionButton
            label="Resume"
            title={canGoOn(run) ? 'Goes on from where the points stand, until you stop it' : undefined}
            enabled={answered}
            onClick={() => goOn(method)}
          />
        ) : (
          <ActionButton label="Pause" enabled={answered && isAtWork(run)} onClick={() => wish(method, 'pause')} />
        )}
        {method === 'tsne' && (
          <HoldButton
            label="Perturb"
            title="Moves every point a little; hold it for more"
            enabled={answered && (open || canGoOn(run)) && (run?.iteration ?? 0) > 0}
            onPress={() => wish(method, 'perturb')}
          />
        )}
      </div>
      {needsRun(method) && <p class="secondary">Run lays the points out by the changed settings.</p>}
    </>
  );
}

/** What the run does, how far it is, and why it could not. */
function RunState({ method }: { method: RunMethod }) {
  const run = runs.value.get(method);
  if (run === undefined) {
    return null;
  }
  const title = methodTitles[method];
  return (
    <>
      {(isOpen(run) || run.iteration > 0) && (
        <p class="secondary run-state" role="status" aria-label="Progress">
          {(run.iteration > 0 || run.state === 'running') && <span>Iteration: {whole(run.iteration)}</span>}
          {isOpen(run) && <span>{runText(run)}</span>}
        </p>
      )}
      {isOpen(run) && run.id !== null && !isEndless(run) && (
        <Progress share={run.progress} label={`Progress of ${title}`} />
      )}
      {run.state === 'failed' && (
        <p class="error-text" role="alert">
          {title} failed: {run.message ?? 'The server did not say why.'}
        </p>
      )}
      {run.problem !== null && (
        <p class="error-text" role="alert">
          {run.problem}
        </p>
      )}
    </>
  );
}

/** What there is to know about the layout. */
function RunNotes({ method }: { method: RunMethod }) {
  const run = runs.value.get(method);
  const title = methodTitles[method];
  const ended = run?.state === 'done' || run?.state === 'cancelled';
  const end = ended ? (run.message ?? (run.state === 'cancelled' ? 'It was cancelled.' : null)) : null;
  const other =
    shownMethod.value === method
      ? null
      : `The map shows ${methodTitles[shownMethod.value]} until ${title} has positions.`;
  const notes = run?.notes ?? [];
  return (
    <>
      {[...notes, end, other].map(
        (note) =>
          note !== null && (
            <p key={note} class="secondary">
              {note}
            </p>
          ),
      )}
    </>
  );
}

/** Notes and what the map means, then buttons and progress, which stay in sight while the parameters scroll. */
export function RunFoot({ method, buttons }: { method: RunMethod; buttons: ComponentChildren }) {
  return (
    <>
      <RunNotes method={method} />
      {positions.value !== null && <Meaning method={method} />}
      <div class="run-foot">
        {buttons}
        <RunState method={method} />
      </div>
    </>
  );
}
