import { effect, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { exportOpen, madePicture } from '../../state/picture';
import { Dialog } from '../controls/Dialog';
import { saveFile } from '../controls/saveFile';
import { currentTensor } from '../../state/workspace';
import { ExportData } from './ExportData';
import { ExportPicture } from './ExportPicture';

/** What can be taken along from the map: pictures of it, and the tables behind it. */
export function Export() {
  const said = useSignal<string | null>(null);
  // A picture is saved when the scene has made it.
  useEffect(
    () =>
      effect(() => {
        const made = madePicture.value;
        if (made !== null) {
          madePicture.value = null;
          saveFile(`${fileStem()}.${made.extension}`, made.content);
        }
      }),
    [],
  );
  return (
    <Dialog
      title="Export"
      open={exportOpen.value}
      onClose={() => {
        exportOpen.value = false;
      }}
    >
      <ExportPicture />
      <ExportData said={said} stem={fileStem} />
    </Dialog>
  );
}

/** A name for files: that of the tensor, without what file systems refuse. */
function fileStem(): string {
  const name = (currentTensor.peek()?.name ?? 'map').split('/').find((part) => part !== '' && part !== '.') ?? 'map';
  return name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-');
}
