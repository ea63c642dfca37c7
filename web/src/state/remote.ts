import { batch, computed, signal } from '@preact/signals';
import type { RemoteConfig, RemoteTensor } from './remoteConfig';
import {
  chosenRun,
  chosenTensor,
  currentRun,
  currentTensor,
  held,
  remoteRun,
  wantedRemoval,
  type TensorEntry,
} from './workspace';

/** How far the page is with the configuration of another server that the address of the page asks for. */
export type RemoteState =
  | { state: 'none' }
  /** Nothing has been fetched: the person has to agree first. */
  | { state: 'asking' }
  | { state: 'fetching' }
  | { state: 'failed'; message: string; remedy: string | null }
  | { state: 'listed' };

/** The address that `?config=` names, in full; null where there is none. */
export const configAddress = signal<string | null>(null);
export const remoteState = signal<RemoteState>({ state: 'none' });
export const remoteConfig = signal<RemoteConfig | null>(null);
/** Counts up; the wire fetches the chosen tensor again. */
export const remoteRequests = signal(0);
/** What files that were brought to the server take there, and may take; null while it is not known. */
export const uploadRoom = signal<{ bytes: number; mostBytes: number } | null>(null);
/** Why it could not be removed. */
export const removalProblem = signal<string | null>(null);

/** Until it is settled whether other data is shown, none is opened. */
export const awaitsConfig = computed(() => ['asking', 'fetching', 'failed'].includes(remoteState.value.state));

/** The chosen tensor, where it is one of the configuration and not at the server yet. */
export const wantedRemote = computed<RemoteTensor | null>(() => {
  const entry = currentTensor.value;
  const config = remoteConfig.value;
  return entry?.isRemote !== true || config === null || currentRun.value?.name !== runNameOf(config)
    ? null
    : (config.tensors.find(({ name }) => name === entry.name) ?? null);
});

/** The run of a configuration is called by its address: a link to it means the same wherever it is opened. */
export function runNameOf({ address }: RemoteConfig): string {
  return address;
}

/** The person agrees to fetch from the other server. */
export function agree(): void {
  remoteState.value = { state: 'fetching' };
}

/** The person does not; or has seen enough. */
export function leaveRemote(): void {
  batch(() => {
    if (remoteConfig.peek() !== null) {
      chosenRun.value = null;
      chosenTensor.value = null;
      held.value = null;
    }
    configAddress.value = null;
    remoteConfig.value = null;
    remoteRun.value = null;
    remoteState.value = { state: 'none' };
  });
}

/** Has a run of brought files removed from the server; it is offered no longer. */
export function removeRun(name: string): void {
  batch(() => {
    wantedRemoval.value = name;
    removalProblem.value = null;
    chosenRun.value = null;
    chosenTensor.value = null;
    held.value = null;
    if (remoteRun.peek()?.name === name) {
      leaveRemote();
    }
  });
}

/** A configuration has arrived: its tensors can be chosen, and the first is unless the address of the page names another. */
export function takeConfig(config: RemoteConfig): void {
  batch(() => {
    remoteConfig.value = config;
    remoteRun.value = {
      name: runNameOf(config),
      config: config.address,
      checkpoint: null,
      tensors: config.tensors.map(entryOf),
      problems: [],
      isUploaded: false,
    };
    if (chosenRun.peek() === null) {
      chosenRun.value = runNameOf(config);
    }
    remoteState.value = { state: 'listed' };
  });
}

function entryOf({ name, shape, metadata, sprite, bookmarks, problem }: RemoteTensor): TensorEntry {
  return {
    name,
    rows: shape.length === 2 ? (shape[0] ?? null) : null,
    columns: shape.at(-1) ?? null,
    elementType: null,
    metadata: metadata?.[0] ?? null,
    hasSprite: sprite !== null,
    hasBookmarks: bookmarks !== null,
    version: '',
    step: null,
    isAwaited: false,
    isRemote: true,
    problems: problem === null ? [] : [{ severity: 'error', ...problem, path: null }],
  };
}
