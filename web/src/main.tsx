import { render } from 'preact';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/frame.css';
import './styles/map.css';
import './styles/data.css';
import './styles/inspector.css';
import { followAddress } from './address';
import { listenToPageKeys } from './keys';
import { rememberFrame } from './memory';
import { Frame } from './panels/frame/Frame';
import { createScene } from './scene/scene';
import { offerScripting } from './scripting';
import { mapFailure } from './state/appearance';
import { startDerivations } from './state/derivations';
import { followWindow } from './theme';
import { connect } from './wire/wire';

function mountMap(host: HTMLElement): () => void {
  const scene = createScene(host);
  mapFailure.value = scene.failure;
  return () => scene.dispose();
}

rememberFrame();
followWindow();
startDerivations();
followAddress();
offerScripting();
listenToPageKeys();

const root = document.getElementById('app');
if (root !== null) {
  render(<Frame mountMap={mountMap} />, root);
}
connect();
