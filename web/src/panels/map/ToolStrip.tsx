import { mapFailure } from '../../state/appearance';
import { takeTool, tool } from '../../state/camera';
import { positions } from '../../state/projection';
import { areaJoining } from '../../state/selection';
import { IconButton } from '../controls/IconButton';
import { Segments } from '../controls/Segments';

const tools = [
  { tool: 'orbit', label: 'Orbit', keys: undefined },
  { tool: 'box', label: 'Box select', keys: 'B, Shift-drag' },
  { tool: 'lasso', label: 'Lasso select', keys: 'L' },
  { tool: 'edit', label: 'Edit selection', keys: 'E' },
] as const;

/** What dragging and clicking on the map do. */
export function ToolStrip() {
  const inHand = tool.value;
  return positions.value === null || mapFailure.value !== null ? null : (
    <div class="strip tools" role="toolbar" aria-label="Tools">
      {tools.map(({ tool: each, label, keys }) => (
        <IconButton
          key={each}
          label={label}
          icon={each}
          keys={keys}
          pressed={inHand === each}
          onClick={() => takeTool(each)}
        />
      ))}
      {(inHand === 'box' || inHand === 'lasso') && (
        <>
          <span class="divider" />
          <Segments
            label="Drawn points"
            value={areaJoining.value}
            options={[
              { value: 'replace', label: 'Select' },
              { value: 'add', label: 'Add' },
              { value: 'subtract', label: 'Take out' },
            ]}
            onChoose={(value) => {
              areaJoining.value = value as typeof areaJoining.value;
            }}
          />
        </>
      )}
    </div>
  );
}
