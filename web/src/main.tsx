import { effect } from '@preact/signals';
import { render } from 'preact';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/frame.css';
import './styles/map.css';
import './styles/data.css';
import './styles/inspector.css';
import './styles/filter.css';
import './styles/table.css';
import './styles/bookmarks.css';
import { followAddress } from './address';
import { followConfigAddress } from './configAddress';
import { keepBookmarks } from './bookmarkStore';
import { listenToDrops } from './drops';
import { listenToPageKeys } from './keys';
import { rememberFrame } from './memory';
import { fetchDeferred } from './panels/controls/deferred';
import { Frame } from './panels/frame/Frame';
import type { SceneHandle } from './scene/scene';
import { offerScripting } from './scripting';
import { mapFailure } from './state/appearance';
import { watchActiveBookmark } from './state/bookmarks';
import { startDerivations } from './state/derivations';
import { positions, projectionStatus } from './state/projection';
import { recordViews } from './state/viewHistory';
import { followWindow } from './theme';
import { connect } from './wire/wire';

// The renderer is most of the code. It arrives in a file of its own while the first questions are already with the server.
const sceneCode = import('./scene/scene');

/** Milliseconds after which the map is made although nothing is being laid out yet. */
const longestWait = 400;

/**
 * Makes the map while the server lays out the points: where WebGL is rendered in software, making a context blocks the page for a
 * third of a second, and the questions to the server should be on their way before that.
 */
function mountMap(host: HTMLElement): () => void {
  let scene: SceneHandle | null = null;
  let gone = false;
  const make = async (): Promise<void> => {
    clearTimeout(timer);
    stop();
    const code = await sceneCode.catch(() => null);
    if (code === null) {
      mapFailure.value = 'The code of the map did not arrive. Reload the page.';
    } else if (!gone) {
      scene = code.createScene(host);
      mapFailure.value = scene.failure;
    }
  };
  let timer = setTimeout(make, longestWait);
  const stop = effect(() => {
    if (projectionStatus.value.state !== 'none') {
      clearTimeout(timer);
      timer = setTimeout(make, 0);
    }
  });
  return () => {
    gone = true;
    clearTimeout(timer);
    stop();
    scene?.dispose();
  };
}

/** Once there is a picture, what it did not need is fetched when the page rests. */
function fetchRest(): void {
  const stop = effect(() => {
    if (positions.value !== null) {
      queueMicrotask(() => stop());
      (globalThis.requestIdleCallback ?? setTimeout)(fetchDeferred);
    }
  });
}

rememberFrame();
followWindow();
startDerivations();
followConfigAddress();
followAddress();
recordViews();
keepBookmarks();
watchActiveBookmark();
offerScripting();
listenToPageKeys();
listenToDrops();
fetchRest();
connect();

const root = document.getElementById('app');
if (root !== null) {
  render(<Frame mountMap={mountMap} />, root);
}
