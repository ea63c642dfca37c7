import { batch, computed } from '@preact/signals';
import type { RememberedLayouts } from './layoutFields';
import { initialSettings, layoutSettings, setSettings } from './layouts';
import { runMethods } from './methods';
import { recallRun, runs } from './runs';

/** As text, so that the progress of a run is no change of the view. */
const runIds = computed(() => JSON.stringify(runMethods.map((method) => runs.value.get(method)?.id ?? null)));

/** The layouts as the view keeps them: those for which something was chosen or started. */
export const rememberedLayouts = computed<RememberedLayouts>(() => {
  const layouts: RememberedLayouts = {};
  const ids = JSON.parse(runIds.value) as (string | null)[];
  for (const [i, method] of runMethods.entries()) {
    const settings = layoutSettings.value[method];
    const run = ids[i] ?? null;
    if (run !== null || settings !== initialSettings[method]) {
      layouts[method] = { ...settings, run };
    }
  }
  return layouts;
});

/** Takes the settings of remembered layouts, and looks for their runs; methods that were not remembered stay as they are. */
export function restoreLayouts(layouts: RememberedLayouts): void {
  batch(() => {
    for (const method of runMethods) {
      const layout = layouts[method];
      if (layout !== undefined) {
        const { run, ...settings } = layout;
        setSettings(method, settings);
        if (run !== null) {
          recallRun(method, run);
        }
      }
    }
  });
}
