import { labelling, mapFailure, showSprites, toggleLabels } from '../../state/appearance';
import { resetView, viewDimensions } from '../../state/camera';
import { dataset } from '../../state/dataset';
import { sprite } from '../../state/sprite';
import { pcaResult, positions, setDimensions, shownMethod } from '../../state/projection';
import { IconButton } from '../controls/IconButton';
import { Segments } from '../controls/Segments';

/** How the map is looked at. */
export function ViewStrip() {
  if (positions.value === null || mapFailure.value !== null) {
    return null;
  }
  // A run has the dimensions it was started with: its tab says how many.
  const deep = shownMethod.value === 'pca' && (pcaResult.value?.explainedVariance.length ?? 0) > 2;
  return (
    <div class="strip view" role="toolbar" aria-label="View">
      {deep && (
        <>
          <Segments
            label="Dimensions"
            value={String(viewDimensions.value)}
            options={[
              { value: '2', label: '2D' },
              { value: '3', label: '3D' },
            ]}
            onChoose={(value) => setDimensions(value === '2' ? 2 : 3)}
          />
          <span class="divider" />
        </>
      )}
      <IconButton label="Labels" icon="labels" pressed={labelling.value !== 'none'} onClick={toggleLabels} />
      {dataset.value?.sprite && (
        <IconButton
          label="Images"
          icon="images"
          pressed={showSprites.value}
          says={sprite.value?.note ?? undefined}
          onClick={() => {
            showSprites.value = !showSprites.value;
          }}
        />
      )}
      <IconButton label="Reset view" icon="home" keys="0" onClick={resetView} />
    </div>
  );
}
