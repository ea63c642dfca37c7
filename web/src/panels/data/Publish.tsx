import { bookmarks } from '../../state/bookmarks';
import { dataset } from '../../state/dataset';
import {
  choosePublication,
  downloadBusy,
  downloadRequests,
  linksTo,
  publication,
  publishedAddress,
  publishedConfig,
  publishOpen,
  publishProblem,
} from '../../state/publish';
import { plural, size } from '../../state/words';
import { ActionButton } from '../controls/ActionButton';
import { Check } from '../controls/Check';
import { CopyButton } from '../controls/CopyButton';
import { Dialog } from '../controls/Dialog';
import { TextField } from '../controls/TextField';

const bytesPerNumber = 4;

/** The data set as files for any web server, and the link that opens them. */
export function Publish() {
  const data = dataset.value;
  return (
    <Dialog
      title="Publish"
      open={publishOpen.value && data !== null}
      onClose={() => {
        publishOpen.value = false;
      }}
    >
      <div class="publish">
        <p class="secondary">
          Static files on any web server, and a link that opens them: here, or in TensorBoard's projector on the web.
        </p>
        <Files />
        <Place />
        <Links />
      </div>
    </Dialog>
  );
}

function Files() {
  const data = dataset.value;
  const { metadata, sprite, bookmarks: marks } = publication.value;
  const kept = bookmarks.value.length;
  return (
    <section class="form" aria-labelledby="publish-files">
      <h3 id="publish-files">1. What goes along</h3>
      <div class="checks">
        {(data?.metadata.length ?? 0) > 0 && (
          <Check
            label="Metadata"
            checked={metadata}
            title="All columns, with your edits"
            onChange={(checked) => choosePublication({ metadata: checked })}
          />
        )}
        {data?.sprite && (
          <Check label="Images" checked={sprite} onChange={(checked) => choosePublication({ sprite: checked })} />
        )}
        {kept > 0 && (
          <Check
            label={plural(kept, 'bookmark')}
            checked={marks}
            onChange={(checked) => choosePublication({ bookmarks: checked })}
          />
        )}
      </div>
      <p class="secondary">
        The vectors go along in any case: {size((data?.rows ?? 0) * (data?.columns ?? 0) * bytesPerNumber)}, packed as a
        zip with everything else.
      </p>
    </section>
  );
}

function Place() {
  const config = publishedConfig.value;
  return (
    <section class="form" aria-labelledby="publish-place">
      <h3 id="publish-place">2. Where the files will be</h3>
      <TextField
        label="Folder"
        value={publication.value.address}
        placeholder="https://you.github.io/maps/"
        eager
        onChange={(address) => choosePublication({ address })}
      />
      <p class="secondary">
        A server that lets other pages read its files (CORS), as GitHub Pages does. Without a folder, addresses in the
        configuration start at its own, which only this page understands.
      </p>
      {config !== null && (
        <div class="code">
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
          <pre tabIndex={0} aria-label="Configuration">
            {config}
          </pre>
          <CopyButton label="Copy the configuration" text={config} />
        </div>
      )}
      <div class="actions">
        <ActionButton
          label="Download for publishing"
          enabled={config !== null && !downloadBusy.value}
          onClick={() => {
            downloadRequests.value += 1;
          }}
        />
      </div>
      {publishProblem.value !== null && (
        <p class="error-text" role="alert">
          {publishProblem.value}
        </p>
      )}
    </section>
  );
}

function Links() {
  const config = publishedAddress.value;
  if (config === null) {
    return (
      <section class="form" aria-labelledby="publish-link">
        <h3 id="publish-link">3. The link</h3>
        <p class="secondary">Once the folder stands above, its link stands here.</p>
      </section>
    );
  }
  const { here, original } = linksTo(config, location.href);
  return (
    <section class="form" aria-labelledby="publish-link">
      <h3 id="publish-link">3. The link</h3>
      <Link label="This page" address={here} />
      <p class="secondary">
        With the view as it is now, for those who reach this server. It works once the files are in the folder.
      </p>
      <Link label="TensorBoard's" address={original} />
      <p class="secondary">For everybody, with fewer points and without the view.</p>
    </section>
  );
}

function Link({ label, address }: { label: string; address: string }) {
  return (
    <div class="field link">
      <span class="name" aria-hidden="true">
        {label}
      </span>
      <a class="cut" href={address} target="_blank" rel="noopener noreferrer" aria-label={`${label}: open the link`}>
        {address}
      </a>
      <CopyButton label={`Copy the link: ${label}`} text={address} />
    </div>
  );
}
