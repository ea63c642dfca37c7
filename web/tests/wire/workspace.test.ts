import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { connection, reconnections, workspace, workspaceRefusal } from '../../src/state/workspace';
import { watchWorkspace } from '../../src/wire/workspace';
import { tensorOf, workspaceOf } from '../support/dataset';
import { resetState } from '../support/reset';
import { FakeServer } from '../support/server';

class FakeEvents extends EventTarget {
  static readonly CLOSED = 2;
  static newest: FakeEvents;
  readyState = 0;
  closed = false;

  constructor(readonly url: string) {
    super();
    FakeEvents.newest = this;
  }

  close(): void {
    this.closed = true;
  }

  tell(version: string): void {
    this.dispatchEvent(new MessageEvent('workspace', { data: JSON.stringify({ version }) }));
  }
}

let server: FakeServer;
let stop = (): void => undefined;

beforeEach(() => {
  resetState();
  server = new FakeServer();
  server.install();
  vi.stubGlobal('EventSource', FakeEvents);
  stop = watchWorkspace();
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
});

it('asks at once, and again only when the version changes', async () => {
  (await server.question('api/workspace')).answer(workspaceOf([tensorOf('words')]));
  await vi.waitFor(() => expect(workspace.value?.version).toBe('w1'));
  FakeEvents.newest.tell('w1');
  FakeEvents.newest.tell('w2');
  (await server.question('api/workspace', 1)).answer(workspaceOf([], { version: 'w2' }));
  await vi.waitFor(() => expect(workspace.value?.version).toBe('w2'));
  expect(server.asked).toHaveLength(2);
});

it('notices that the server is gone and that it is back', () => {
  FakeEvents.newest.dispatchEvent(new Event('open'));
  expect(connection.value).toBe('live');
  const before = reconnections.value;
  FakeEvents.newest.dispatchEvent(new Event('error'));
  expect(connection.value).toBe('gone');
  FakeEvents.newest.dispatchEvent(new Event('open'));
  expect(connection.value).toBe('live');
  expect(reconnections.value).toBe(before + 1);
});

it('keeps what the server says when it refuses', async () => {
  const asked = await server.question('api/workspace');
  asked.answer({ message: 'A token is needed.', remedy: 'Open the printed address.' }, 401);
  await vi.waitFor(() =>
    expect(workspaceRefusal.value).toEqual({ message: 'A token is needed.', remedy: 'Open the printed address.' }),
  );
});

it('closes the stream when it is stopped', () => {
  stop();
  expect(FakeEvents.newest.closed).toBe(true);
});
