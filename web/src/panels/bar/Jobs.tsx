import { methodTitles } from '../../state/methods';
import { jobs, wish } from '../../state/runs';
import { runText, shortRunText } from '../../state/status';

/** The layouts that are being computed; everything else goes on meanwhile. */
export function Jobs() {
  return (
    <>
      {jobs.value.map(({ method, run }) => (
        <span key={method} class="job" role="group" aria-label={`${methodTitles[method]} at work`}>
          <span class="cut" title={`${methodTitles[method]}: ${runText(run)}`}>
            {methodTitles[method]} · {jobs.value.length > 1 ? shortRunText(run) : runText(run)}
          </span>
          {run.id !== null && (
            <button type="button" class="link-button" onClick={() => wish(method, 'cancel')}>
              Cancel
            </button>
          )}
        </span>
      ))}
    </>
  );
}
