import { dragging } from '../../state/uploads';

/** Says, while files are dragged over the page, that it takes them. */
export function DropTarget() {
  return dragging.value ? (
    <div class="drop-target" aria-hidden="true">
      <p>Drop vectors, metadata, or both</p>
    </div>
  ) : null;
}
