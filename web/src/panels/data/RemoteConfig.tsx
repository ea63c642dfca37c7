import { agree, configAddress, leaveRemote, remoteState, uploadRoom } from '../../state/remote';
import { size } from '../../state/words';
import { ActionButton } from '../controls/ActionButton';
import { Dialog } from '../controls/Dialog';
import { PathText } from '../controls/PathText';

/** A link asks for data of another server: nothing is fetched from there before the person has agreed. */
export function RemoteConfig() {
  const current = remoteState.value;
  const address = configAddress.value;
  const open = current.state === 'asking' || current.state === 'fetching' || current.state === 'failed';
  return (
    <Dialog title="Open data from another server" open={open} onClose={() => open && leaveRemote()}>
      <section class="form" aria-label="Another server">
        {address !== null && (
          <>
            <p>
              The link asks for data from <strong>{new URL(address).host}</strong>:
            </p>
            <p class="secondary">
              <PathText path={address} />
            </p>
          </>
        )}
        {current.state === 'asking' && <WhatHappens />}
        {current.state === 'fetching' && (
          <p class="secondary" role="status">
            Fetching the configuration…
          </p>
        )}
        {current.state === 'failed' && (
          <p class="error-text path" role="alert">
            {current.message} {current.remedy}
          </p>
        )}
        <div class="actions">
          {address !== null && (
            <ActionButton
              label={current.state === 'failed' ? 'Try again' : 'Fetch it'}
              enabled={current.state !== 'fetching'}
              onClick={agree}
            />
          )}
          <ActionButton label={current.state === 'failed' ? 'Close' : 'Cancel'} enabled onClick={leaveRemote} />
        </div>
      </section>
    </Dialog>
  );
}

function WhatHappens() {
  const room = uploadRoom.value;
  return (
    <>
      <p>
        Your browser would fetch it, and the vectors, labels and images that it names, without cookies. That server, and
        others that the configuration names, see your network address.
      </p>
      <p>
        What is fetched goes to the server of this page, <strong>{location.host}</strong>, which computes on it and
        keeps it until you remove it or the server stops
        {room === null ? '.' : `: ${size(room.mostBytes)} at most, of which ${size(room.bytes)} are taken.`}
      </p>
    </>
  );
}
