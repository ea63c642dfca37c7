import { effect } from '@preact/signals';
import { dark, theme } from './state/appearance';
import { narrow, sheet } from './state/layout';

/** Lets the theme follow the choice or the system, and the frame follow the width of the window. */
export function followWindow(): () => void {
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const isNarrow = matchMedia('(max-width: 899px)');
  const apply = (): void => {
    const isDark = theme.value === 'dark' || (theme.value === 'system' && prefersDark.matches);
    // The style sheet first: whoever watches `dark` reads the colours of the new theme.
    document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
    dark.value = isDark;
  };
  const resize = (): void => {
    narrow.value = isNarrow.matches;
    sheet.value = null;
  };
  prefersDark.addEventListener('change', apply);
  isNarrow.addEventListener('change', resize);
  resize();
  const stop = effect(apply);
  return () => {
    stop();
    prefersDark.removeEventListener('change', apply);
    isNarrow.removeEventListener('change', resize);
  };
}
