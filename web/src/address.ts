import { effect } from '@preact/signals';
import { keepView, recallViews } from './memory';
import { currentView, goTo } from './state/opened';
import { applyTable, encodeTable } from './state/tableField';
import { decodeView, encodeView, type View } from './state/view';
import { workspace } from './state/workspace';

/** Milliseconds of rest before a changed view is written; browsers refuse addresses that change too often. */
const restTime = 250;

/** Opens what the address asks for, then keeps the address and this browser's memory at what is looked at. */
export function followAddress(): () => void {
  let written = '';
  let recalled: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const write = (path: string, view: View, table: string): void => {
    keepView(path, view);
    written = `#${encodeView(view).text}${table}`;
    if (written !== location.hash) {
      history.replaceState(null, '', written);
    }
  };
  const follow = (): void => {
    if (location.hash.length > 1 && location.hash !== written) {
      goTo(decodeView(location.hash));
      applyTable(location.hash.slice(1));
    }
  };

  follow();
  addEventListener('hashchange', follow);
  const stopRecalling = effect(() => {
    const path = workspace.value?.path;
    if (path !== undefined && path !== recalled) {
      recalled = path;
      recallViews(path);
    }
  });
  const stopWriting = effect(() => {
    const path = workspace.value?.path;
    const view = currentView.value;
    const table = encodeTable();
    clearTimeout(timer);
    if (path !== undefined && view !== null) {
      timer = setTimeout(() => write(path, view, table), restTime);
    }
  });
  return () => {
    removeEventListener('hashchange', follow);
    clearTimeout(timer);
    stopRecalling();
    stopWriting();
  };
}
