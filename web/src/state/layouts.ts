import { batch, signal } from '@preact/signals';
import { parameterOf, parametersOf, type RunMethod } from './methods';
import { spherize } from './projection';

/** What a person chose for the layout of a method; a parameter that is absent has the server's default. */
export interface LayoutSettings {
  dimensions: 2 | 3;
  seed: number;
  parameters: Readonly<Record<string, string>>;
}

/** What a run is asked for. */
export interface RunRequest extends LayoutSettings {
  spherize: boolean;
  /** A run whose positions it begins with. */
  start?: string;
}

export const defaultSeed = 42;

const initial: LayoutSettings = { dimensions: 3, seed: defaultSeed, parameters: {} };

/** Axes that the person spans are two, as in the original; stored maps mostly are, too. */
export const initialSettings: Readonly<Record<RunMethod, LayoutSettings>> = {
  tsne: initial,
  umap: initial,
  axes: { ...initial, dimensions: 2 },
  stored: { ...initial, dimensions: 2 },
};

export const layoutSettings = signal<Readonly<Record<RunMethod, LayoutSettings>>>(initialSettings);

export function setSettings(method: RunMethod, change: Partial<LayoutSettings>): void {
  const all = layoutSettings.peek();
  layoutSettings.value = { ...all, [method]: { ...all[method], ...change } };
}

/** The value of a parameter as it will be sent, or the server's default. */
export function valueOf(method: RunMethod, name: string): string {
  return layoutSettings.value[method].parameters[name] ?? parameterOf(method, name)?.default ?? '';
}

/** Chooses values; one that is the server's default again is as if it had never been chosen. */
export function chooseValues(method: RunMethod, values: Readonly<Record<string, string>>): void {
  const parameters = { ...layoutSettings.peek()[method].parameters };
  batch(() => {
    for (const [name, value] of Object.entries(values)) {
      if (value === parameterOf(method, name)?.default) {
        delete parameters[name];
      } else {
        parameters[name] = value;
      }
    }
    setSettings(method, { parameters });
  });
}

/** What the current settings ask for. Without a column nothing supervises, and what goes with it is left out. */
export function requestOf(method: RunMethod): RunRequest {
  const { dimensions, seed, parameters } = layoutSettings.value[method];
  const sent = { ...parameters };
  if (method !== 'axes' && (sent['supervise_by'] ?? '') === '') {
    delete sent['supervise'];
    delete sent['ignored_label'];
  }
  // A stored map has nothing to do with the vectors.
  return { dimensions, seed, parameters: sent, spherize: method !== 'stored' && spherize.value };
}

/** Whether two requests would give the same layout, whatever they say of the parameters that do not count. */
export function asksForTheSame(
  method: RunMethod,
  a: RunRequest,
  b: RunRequest,
  except: readonly string[] = [],
): boolean {
  const names = new Set([...Object.keys(a.parameters), ...Object.keys(b.parameters)]);
  const defaults = new Map(parametersOf(method).map((parameter) => [parameter.name, parameter.default]));
  return (
    a.dimensions === b.dimensions &&
    a.seed === b.seed &&
    a.spherize === b.spherize &&
    [...names].every(
      (name) =>
        except.includes(name) ||
        sameValue(a.parameters[name] ?? defaults.get(name), b.parameters[name] ?? defaults.get(name)),
    )
  );
}

/** "0.10" and "0.1" are one value. */
export function sameValue(a: string | undefined, b: string | undefined): boolean {
  return a === b || ((a ?? '').trim() !== '' && Number(a) === Number(b));
}
