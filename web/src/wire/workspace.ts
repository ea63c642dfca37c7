import { announcedMetadata } from '../state/metadataChange';
import { setConnection, workspace, workspaceRefusal, type Workspace } from '../state/workspace';
import { askJson, messageOf, remedyOf, ServerProblem } from './http';

/** A browser gives up on an event stream that was refused; then it is asked for anew after this time, in milliseconds. */
const retryAfter = 2000;

/**
 * Keeps `workspace` as the server has it: asks once, then again whenever `/api/changes` tells of another version. The stream also
 * shows whether the server answers at all.
 */
export function watchWorkspace(): () => void {
  let stopped = false;
  let events: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let asking = new AbortController();

  const refresh = async (): Promise<void> => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const next = await askJson<Workspace>('workspace', { signal });
      if (!signal.aborted) {
        workspace.value = next;
        workspaceRefusal.value = null;
      }
    } catch (error) {
      if (!signal.aborted) {
        if (error instanceof ServerProblem && error.status !== 0) {
          workspaceRefusal.value = { message: error.message, remedy: error.remedy };
        } else if (workspace.peek() === null && !(error instanceof ServerProblem)) {
          workspaceRefusal.value = { message: messageOf(error), remedy: remedyOf(error) };
        } else {
          setConnection('gone');
        }
      }
    }
  };

  const listen = (): void => {
    const stream = new EventSource('api/changes');
    events = stream;
    stream.addEventListener('open', () => setConnection('live'));
    stream.addEventListener('workspace', (event) => {
      setConnection('live');
      if (fieldsOf(event as MessageEvent<string>)['version'] !== workspace.peek()?.version) {
        void refresh();
      }
    });
    stream.addEventListener('metadata', (event) => {
      const { dataset, metadataVersion } = fieldsOf(event as MessageEvent<string>);
      if (typeof dataset === 'string' && typeof metadataVersion === 'string') {
        announcedMetadata.value = { dataset, metadataVersion };
      }
    });
    stream.addEventListener('error', () => {
      setConnection('gone');
      // While it is connecting the browser tries again by itself.
      if (stream.readyState === EventSource.CLOSED && !stopped) {
        retry = setTimeout(listen, retryAfter);
      }
    });
  };

  void refresh();
  listen();
  return () => {
    stopped = true;
    clearTimeout(retry);
    asking.abort();
    events?.close();
  };
}

function fieldsOf(event: MessageEvent<string>): Record<string, unknown> {
  try {
    return (JSON.parse(event.data) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
