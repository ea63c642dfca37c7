import { effect } from '@preact/signals';
import { ConfigProblem, parseConfig } from '../state/remoteConfig';
import { agree, configAddress, remoteState, takeConfig, uploadRoom } from '../state/remote';
import { askJson, messageOf, remedyOf } from './http';
import { newest } from './newest';
import { fetchRemote } from './remoteFile';

const mostBytes = 4 << 20;
/** Where this tab remembers that the person agreed, so that a reload does not ask again. A link in another tab asks. */
const agreedKey = 'projector.agreed';

/** Fetches the configuration that the address of the page names, once the person has agreed. */
export function watchRemoteConfig(): () => void {
  const stopAsking = effect(() => {
    const address = configAddress.value;
    if (address !== null && remoteState.peek().state === 'none') {
      if (agreed() === address) {
        agree();
      } else {
        remoteState.value = { state: 'asking' };
      }
    }
  });
  const stopAskingForRoom = newest(
    () => (remoteState.value.state === 'asking' ? askForRoom : null),
    // What is not known is not said.
    () => undefined,
  );
  const stopFetching = newest(
    () => {
      const address = configAddress.value;
      return address === null || remoteState.value.state !== 'fetching'
        ? null
        : (signal) => fetchConfig(address, signal);
    },
    (error) => {
      remoteState.value = {
        state: 'failed',
        message: error instanceof Error ? error.message : String(error),
        remedy: error instanceof ConfigProblem ? error.remedy : remedyOf(error),
      };
    },
  );
  return () => {
    stopAsking();
    stopAskingForRoom();
    stopFetching();
  };
}

async function askForRoom(signal: AbortSignal): Promise<void> {
  uploadRoom.value = await askJson<{ bytes: number; mostBytes: number }>('uploads', { signal });
}

async function fetchConfig(address: string, signal: AbortSignal): Promise<void> {
  remember(address);
  const { content, address: found } = await fetchRemote({
    what: 'the configuration',
    file: [address],
    most: mostBytes,
    expected: null,
    signal,
    told: () => undefined,
  });
  const config = parseConfig(await content.text(), found);
  if (!signal.aborted) {
    takeConfig(config);
  }
}

function agreed(): string | null {
  try {
    return sessionStorage.getItem(agreedKey);
  } catch {
    return null;
  }
}

function remember(address: string): void {
  try {
    sessionStorage.setItem(agreedKey, address);
  } catch (error) {
    console.warn('This browser keeps nothing for the next reload:', messageOf(error));
  }
}
