import { bringFiles, dragging } from './state/uploads';

/** Files that are dropped anywhere on the page are brought to it. */
export function listenToDrops(): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  addEventListener(
    'dragover',
    (event) => {
      if (holdsFiles(event)) {
        event.preventDefault();
        dragging.value = true;
      }
    },
    { signal },
  );
  addEventListener(
    'dragleave',
    (event) => {
      // Leaving one element for another of the page is no leaving.
      if (event.relatedTarget === null) {
        dragging.value = false;
      }
    },
    { signal },
  );
  addEventListener(
    'drop',
    (event) => {
      dragging.value = false;
      if (holdsFiles(event)) {
        event.preventDefault();
        bringFiles([...(event.dataTransfer?.files ?? [])]);
      }
    },
    { signal },
  );
  return () => ending.abort();
}

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
