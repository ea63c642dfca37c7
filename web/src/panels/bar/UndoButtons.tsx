import { redo, redoable, undo, undoable } from '../../state/history';
import { IconButton } from '../controls/IconButton';

/** Takes the last step back, and brings it back. */
export function UndoButtons() {
  return (
    <>
      <IconButton
        label="Undo"
        says={undoable.value ?? undefined}
        icon="undo"
        keys="Ctrl-Z"
        enabled={undoable.value !== null}
        onClick={undo}
      />
      <IconButton
        label="Redo"
        says={redoable.value ?? undefined}
        icon="redo"
        keys="Ctrl-Shift-Z"
        enabled={redoable.value !== null}
        onClick={redo}
      />
    </>
  );
}
