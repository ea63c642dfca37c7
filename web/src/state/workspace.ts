import { computed, signal } from '@preact/signals';

/** What the server shows: the runs of a log directory, or one file. Mirrors `GET /api/workspace` (docs/api.md). */
export interface Workspace {
  title: string;
  path: string;
  /** What the path is; that of a database is its address without user and password, or the query. */
  kind: 'directory' | 'file' | 'database';
  version: string;
  runs: RunInfo[];
  problems: Problem[];
}

export interface RunInfo {
  name: string;
  config: string | null;
  checkpoint: string | null;
  tensors: TensorEntry[];
  problems: Problem[];
  /** Made of files that a person brought; they can be removed from the server. */
  isUploaded: boolean;
}

export interface TensorEntry {
  name: string;
  /** Null where it is not known before the file is read. */
  rows: number | null;
  columns: number | null;
  elementType: string | null;
  metadata: string | null;
  hasSprite: boolean;
  hasBookmarks: boolean;
  /** Changes when any file behind the tensor changes. */
  version: string;
  /** The training step of its checkpoint. */
  step: number | null;
  /** A config names it, and its vectors are not there yet. */
  isAwaited: boolean;
  /** A configuration of another server names it, and nothing of it has been fetched yet. */
  isRemote?: true;
  problems: Problem[];
}

export interface Problem {
  severity: 'note' | 'warning' | 'error';
  message: string;
  remedy: string | null;
  path: string | null;
}

export type Connection = 'connecting' | 'live' | 'gone';

/** What the server answered when it refused to tell what there is: a token is missing, the directory cannot be read. */
export interface Refusal {
  message: string;
  remedy: string | null;
}

/** Null until the first answer. */
export const workspace = signal<Workspace | null>(null);
export const workspaceRefusal = signal<Refusal | null>(null);
export const connection = signal<Connection>('connecting');
/** Counts up whenever the server answers again after it was gone. */
export const reconnections = signal(0);

/** The tensors of a configuration of another server; null where none is open. */
export const remoteRun = signal<RunInfo | null>(null);

/** The run of brought files that the wire should remove from the server; it sets it back to null. */
export const wantedRemoval = signal<string | null>(null);

/** All that can be chosen: what the server has, and what is still where a configuration says. */
export const listedRuns = computed<readonly RunInfo[]>(() => {
  const served = (workspace.value?.runs ?? []).filter(({ name }) => name !== wantedRemoval.value);
  const remote = remoteRun.value;
  if (remote === null) {
    return served;
  }
  const here = served.find(({ name }) => name === remote.name);
  const others = served.filter((run) => run !== here);
  const tensors = remote.tensors.map((entry) => here?.tensors.find(({ name }) => name === entry.name) ?? entry);
  return [{ ...remote, tensors, problems: here?.problems ?? [], isUploaded: here !== undefined }, ...others];
});

/** The choice of the person; null means the default. */
export const chosenRun = signal<string | null>(null);
export const chosenTensor = signal<string | null>(null);
/** What is open. It stays the current one while its files are written anew and cannot be found or read for a moment. */
export const held = signal<{ run: string; tensor: string } | null>(null);

export const currentRun = computed<RunInfo | null>(() => {
  const all = listedRuns.value;
  const wanted = chosenRun.value ?? held.value?.run;
  const found = all.find((r) => r.name === wanted);
  if (found !== undefined || (held.value !== null && held.value.run === wanted)) {
    return found ?? null;
  }
  return all.find((r) => r.tensors.some(canBeShown)) ?? all[0] ?? null;
});

export const currentTensor = computed<TensorEntry | null>(() => {
  const tensors = currentRun.value?.tensors ?? [];
  const holds = held.value !== null && held.value.run === currentRun.value?.name ? held.value.tensor : null;
  const wanted = chosenTensor.value ?? holds;
  const found = tensors.find((t) => t.name === wanted);
  if (found !== undefined || (holds !== null && holds === wanted)) {
    return found ?? null;
  }
  return tensors.find(canBeShown) ?? tensors[0] ?? null;
});

/** False while there is an answer and nothing in it could be opened. */
export const anythingToShow = computed(
  () => workspace.value === null || listedRuns.value.some((run) => run.tensors.length > 0),
);

/** The page learns that the server answers, or does not. */
export function setConnection(next: Connection): void {
  if (next === 'live' && connection.peek() === 'gone') {
    reconnections.value += 1;
  }
  connection.value = next;
}

export function canBeShown(tensor: TensorEntry): boolean {
  return !tensor.problems.some((p) => p.severity === 'error');
}

export function chooseRun(name: string): void {
  chosenRun.value = name;
  chosenTensor.value = null;
}

export function chooseTensor(name: string): void {
  chosenTensor.value = name;
}

/** What a run is called for people: that of a configuration elsewhere by its file and its server, the only one of a file or database by what that is. */
export function runTitle(name: string): string {
  const space = workspace.value;
  if (name === '.' && space !== null) {
    return space.kind === 'directory' ? '. (this directory)' : space.title;
  }
  if (!/^https?:\/\//.test(name)) {
    return name;
  }
  const { host, pathname } = new URL(name);
  return `${pathname.split('/').at(-1) || pathname} · ${host}`;
}
