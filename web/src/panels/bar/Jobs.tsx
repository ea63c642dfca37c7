import { methodTitles } from '../../state/methods';
import { jobs, wish } from '../../state/runs';
import { runText, shortRunText } from '../../state/status';

/** The layouts that are being computed; everything else goes on meanwhile. In brief where the bar has no room for more, or for several. */
export function Jobs() {
  return (
    <>
      {jobs.value.map(({ method, run }) => (
        <span
          key={method}
          class={jobs.value.length > 1 ? 'job brief' : 'job'}
          role="group"
          aria-label={`${methodTitles[method]} at work`}
        >
          <span class="cut" title={`${methodTitles[method]}: ${runText(run)}`}>
            {methodTitles[method]} · <span class="in-full">{runText(run)}</span>
            <span class="in-brief">{shortRunText(run)}</span>
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
