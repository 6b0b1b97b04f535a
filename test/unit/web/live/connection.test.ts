// The live connection: what is withdrawn goes at once, what is still to be seen comes back, and what was refused for a moment is asked again.
import type { Me } from '@takt/model/api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { effectScope, reactive } from 'vue';

type Answer = { ok: boolean; error?: string; machines?: unknown[] };
const socket = vi.hoisted(() => ({
  connected: false,
  listeners: new Map<string, (body?: unknown) => void>(),
  sent: [] as string[],
  answer: (_event: string, _scope: string): Answer => ({ ok: true }),
  on(event: string, listener: (body?: unknown) => void) {
    this.listeners.set(event, listener);
  },
  emit(event: string, { scope }: { scope: string }, answer: (answer: Answer) => void) {
    this.sent.push(`${event} ${scope}`);
    answer(this.answer(event, scope));
  },
  connect() {
    this.connected = true;
    this.listeners.get('connect')?.();
  },
  disconnect() {
    this.connected = false;
  },
}));
vi.mock('socket.io-client', () => ({ io: () => socket }));

const { createLive } = await import('../../../../web/src/live/live.ts');

const me: Me = {
  id: 'li',
  login: 'li',
  name: 'Li',
  language: null,
  grants: [],
  permissions: ['public', 'self'],
  secondFactor: false,
  provider: null,
  session: { id: 's', idleExpiresAt: 1, expiresAt: 2 },
};
const machine = (code: string) => ({ machine: code, connection: 'online', lastSeenAt: 1, signals: [] });

const scope = effectScope();
function open(session: { me: Me | null; refresh(): Promise<void> } = { me, refresh: async () => {} }) {
  const live = scope.run(() => createLive(session));
  if (!live) throw new Error('the scope did not run');
  return reactive(live);
}

beforeEach(() => {
  vi.useFakeTimers();
  socket.sent.length = 0;
  socket.listeners.clear();
  socket.answer = (event, scope) => ({ ok: true, machines: event === 'watch' ? [machine(`${scope}-m`)] : [] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('values that are withdrawn go at once, and those still to be seen come back with the next look', () => {
  const live = open();
  live.watch('workshop:a');
  const release = live.watch('workshop:b');
  expect([...live.machines.keys()]).toEqual(['workshop:a-m', 'workshop:b-m']);
  socket.listeners.get('withdrawn')?.({ scope: 'workshop:b', feed: 'values' });
  expect(live.machines.size).toBe(0);
  expect(live.withdrawnAt).toBe(Date.now());
  release();
  live.rewatch();
  expect([...live.machines.keys()]).toEqual(['workshop:a-m']);
  expect(socket.sent.slice(-2)).toEqual(['unwatch workshop:b', 'watch workshop:a']);
});

test('where only figures are withdrawn, values stay', () => {
  const live = open();
  live.watch('workshop:a');
  socket.listeners.get('withdrawn')?.({ scope: 'workshop:a', feed: 'facts' });
  expect(live.machines.size).toBe(1);
  expect(live.withdrawnAt).toBeDefined();
});

test('what was refused for a moment is asked again, unless nobody looks any more', () => {
  socket.answer = () => ({ ok: false, error: 'unavailable' });
  const live = open();
  live.watch('workshop:a');
  live.watch('workshop:b')();
  socket.sent.length = 0;
  vi.advanceTimersByTime(5000);
  expect(socket.sent).toEqual(['watch workshop:a']);
});

test('what one may not see is not asked for again by itself', () => {
  socket.answer = () => ({ ok: false, error: 'unknown_scope' });
  const live = open();
  live.watch('workshop:a');
  vi.advanceTimersByTime(60_000);
  expect(socket.sent).toEqual(['watch workshop:a']);
  live.rewatch();
  expect(socket.sent).toEqual(['watch workshop:a', 'watch workshop:a']);
});

test('a connection that is refused for want of a session asks who is signed in, and stays away where nobody is', () => {
  const session = reactive<{ me: Me | null; refresh(): Promise<void> }>({ me, refresh: vi.fn(async () => {}) });
  const live = open(session);
  socket.listeners.get('connect_error')?.({ message: 'unauthorized' });
  expect(session.refresh).toHaveBeenCalledTimes(1);
  expect(socket.connected).toBe(false);
  expect(live.connection.state).toBe('connecting');
  session.me = null;
  vi.advanceTimersByTime(10_000);
  expect(socket.connected).toBe(false);
});
