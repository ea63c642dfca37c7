import { helpOpen, openPanel, sheet, toggleTable } from './state/layout';
import { takeTool, tool, type Tool } from './state/camera';
import { redo, undo } from './state/history';
import { clearSelection, hoveredRow, isolated, leaveIsolation, selection } from './state/selection';

/** Keys that work wherever the focus is, save where something is being typed. */
export function listenToPageKeys(): () => void {
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}

const toolKeys: Readonly<Record<string, Tool>> = { b: 'box', l: 'lasso', e: 'edit', o: 'orbit' };

function listen(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || isTyping(event.target)) {
    return;
  }
  if (event.ctrlKey || event.metaKey) {
    listenToChord(event);
    return;
  }
  const taken = toolKeys[event.key];
  if (event.key === '/') {
    event.preventDefault();
    openPanel('right');
    // At once, so that what is typed behind it goes there; in a panel that was closed the field is there with the next frame.
    if (!focusSearch()) {
      requestAnimationFrame(focusSearch);
    }
  } else if (event.key === '?') {
    helpOpen.value = true;
  } else if (event.key === 't') {
    toggleTable();
  } else if (event.key === 'Escape' && !helpOpen.peek()) {
    goBack();
  } else if (taken !== undefined && tool.peek() !== taken) {
    takeTool(taken);
  }
}

/** Ctrl or ⌘ with Z takes back; with Shift and Z, or with Y, brings back. */
function listenToChord(event: KeyboardEvent): void {
  const key = event.key.toLowerCase();
  if (key === 'z' || key === 'y') {
    event.preventDefault();
    if (key === 'y' || event.shiftKey) {
      redo();
    } else {
      undo();
    }
  }
}

/** One step back to the whole map: close the sheet, put down the tool, name no point, select none, widen what is isolated. */
function goBack(): void {
  if (sheet.peek() !== null) {
    sheet.value = null;
  } else if (tool.peek() !== 'orbit') {
    tool.value = 'orbit';
  } else if (hoveredRow.peek() !== null) {
    hoveredRow.value = null;
  } else if (selection.peek().length > 0) {
    clearSelection();
  } else if (isolated.peek() !== null) {
    leaveIsolation();
  }
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'range', 'button'].includes(target.type))
  );
}

function focusSearch(): boolean {
  const field = document.getElementById('search');
  field?.focus();
  return field !== null && document.activeElement === field;
}
