import { effect } from '@preact/signals';
import { addressOf } from './state/remoteConfig';
import { configAddress, remoteState } from './state/remote';

const parameter = 'config';

/** Takes `?config=` from the address of the page, and out of it once what it names is left. */
export function followConfigAddress(): () => void {
  const written = new URL(location.href).searchParams.get(parameter);
  if (written !== null && written !== '') {
    const address = addressOf(written, location.href);
    if (address === null) {
      remoteState.value = {
        state: 'failed',
        message: `"${written}" is not the address of a configuration.`,
        remedy: 'Behind ?config= stands an address that begins with https://.',
      };
    }
    configAddress.value = address;
  }
  return effect(() => {
    const here = new URL(location.href);
    if (configAddress.value === null && remoteState.value.state === 'none' && here.searchParams.has(parameter)) {
      here.searchParams.delete(parameter);
      history.replaceState(null, '', here.href);
    }
  });
}
