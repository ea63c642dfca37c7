import { tool } from '../../state/camera';
import { mapFailure } from '../../state/appearance';
import { positions } from '../../state/projection';
import { IconButton } from '../controls/IconButton';

/** What dragging on the map does. */
export function ToolStrip() {
  return positions.value === null || mapFailure.value !== null ? null : (
    <div class="strip tools" role="toolbar" aria-label="Tools">
      <IconButton
        label="Orbit"
        icon="orbit"
        pressed={tool.value === 'orbit'}
        onClick={() => {
          tool.value = 'orbit';
        }}
      />
      <IconButton
        label="Box select"
        icon="box"
        keys="Shift-drag"
        pressed={tool.value === 'box'}
        onClick={() => {
          tool.value = tool.value === 'box' ? 'orbit' : 'box';
        }}
      />
    </div>
  );
}
