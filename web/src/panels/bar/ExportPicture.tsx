import { useSignal } from '@preact/signals';
import { coloring } from '../../state/legend';
import { askForPicture, mostPointsInSvg, pictureMultiples, pictureProblem, wantedPicture } from '../../state/picture';
import { positions } from '../../state/projection';
import { shownCount } from '../../state/visibility';
import { whole } from '../../state/words';
import { ActionButton } from '../controls/ActionButton';
import { Check } from '../controls/Check';
import { NumberField } from '../controls/NumberField';

export function ExportPicture() {
  const multiple = useSignal<number>(pictureMultiples.normal);
  const transparent = useSignal(false);
  const legend = useSignal(true);
  const ready = positions.value !== null && wantedPicture.value === null;
  const shown = shownCount.value;
  const tooMany = shown > mostPointsInSvg;
  const ask = (kind: 'png' | 'svg'): void =>
    askForPicture({
      kind,
      multiple: multiple.peek(),
      transparent: transparent.peek(),
      legend: legend.peek() && coloring.peek().kind !== 'none',
    });
  return (
    <section class="form" aria-labelledby="export-picture">
      <h3 id="export-picture">Picture of the map</h3>
      <NumberField
        label="Times larger"
        value={multiple.value}
        min={pictureMultiples.least}
        max={pictureMultiples.most}
        title="Pixels of the picture for each pixel of the page"
        onChange={(value) => {
          multiple.value = value;
        }}
      />
      <Check
        label="Legend"
        checked={legend.value && coloring.value.kind !== 'none'}
        onChange={(checked) => {
          legend.value = checked;
        }}
      />
      <Check
        label="Transparent ground"
        checked={transparent.value}
        onChange={(checked) => {
          transparent.value = checked;
        }}
      />
      <div class="actions">
        <ActionButton label="Save PNG" enabled={ready} onClick={() => ask('png')} />
        <ActionButton
          label="Save SVG"
          enabled={ready && !tooMany}
          title={
            tooMany
              ? `For at most ${whole(mostPointsInSvg)} points, and ${whole(shown)} are shown: isolate some first.`
              : 'Circles and letters that a drawing program can change'
          }
          onClick={() => ask('svg')}
        />
      </div>
      {tooMany && (
        <p class="secondary">
          SVG is for at most {whole(mostPointsInSvg)} points; {whole(shown)} are shown. Isolate some to draw them.
        </p>
      )}
      {pictureProblem.value !== null && (
        <p class="error-text" role="alert">
          {pictureProblem.value}
        </p>
      )}
    </section>
  );
}
