import { signal } from '@preact/signals';

/** A projection of which the page has a tab; each tab is there only where the server lists the method, save PCA's. */
export type Method = 'pca' | RunMethod;

/** Methods whose layout is started by the person and goes on while they watch. */
export type RunMethod = 'tsne' | 'umap' | 'axes' | 'stored';

export const runMethods: readonly RunMethod[] = ['tsne', 'umap', 'axes', 'stored'];

/** What the tabs are called. */
export const methodTitles: Readonly<Record<Method, string>> = {
  pca: 'PCA',
  tsne: 't-SNE',
  umap: 'UMAP',
  axes: 'Custom',
  stored: 'Stored',
};

/** One parameter, as the server describes it (docs/api.md). Values are texts: "15", "auto", "true". */
export interface MethodParameter {
  name: string;
  title: string;
  kind: 'integer' | 'number' | 'flag' | 'choice' | 'text';
  default: string;
  minimum: number | null;
  maximum: number | null;
  step: number | null;
  choices: readonly string[];
  /** Whether it may change while a run goes on. */
  live: boolean;
  help: string;
  source: string | null;
}

export interface MethodInfo {
  name: string;
  title: string;
  parameters: readonly MethodParameter[];
}

/** The methods that the server has; null before it said so. */
export const methods = signal<readonly MethodInfo[] | null>(null);
/** Why the list of methods did not arrive. */
export const methodsFailure = signal<string | null>(null);

export function isRunMethod(name: string): name is RunMethod {
  return runMethods.some((method) => method === name);
}

export function parametersOf(method: RunMethod): readonly MethodParameter[] {
  return methods.value?.find((info) => info.name === method)?.parameters ?? [];
}

export function parameterOf(method: RunMethod, name: string): MethodParameter | undefined {
  return parametersOf(method).find((parameter) => parameter.name === name);
}

/** Whether the server has the method. */
export function isOffered(method: Method): boolean {
  return method === 'pca' || (methods.value?.some((info) => info.name === method) ?? false);
}
