import { helpOpen, openPanel, sheet } from './state/layout';
import { clearSelection, isolated, selection, showAll } from './state/selection';

/** Keys that work wherever the focus is, save where something is being typed. */
export function listenToPageKeys(): () => void {
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}

function listen(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
    return;
  }
  if (event.key === '/') {
    event.preventDefault();
    openPanel('right');
    requestAnimationFrame(() => document.getElementById('search')?.focus());
  } else if (event.key === '?') {
    helpOpen.value = true;
  } else if (event.key === 'Escape' && !helpOpen.peek()) {
    goBack();
  }
}

/** One step back to the whole map: close the sheet, clear the selection, show all data. */
function goBack(): void {
  if (sheet.peek() !== null) {
    sheet.value = null;
  } else if (selection.peek().length > 0) {
    clearSelection();
  } else if (isolated.peek() !== null) {
    showAll();
  }
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !['checkbox', 'range', 'button'].includes(target.type))
  );
}
