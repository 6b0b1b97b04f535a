// Owns the live connection: one socket while somebody is signed in, the rooms joined over it, the newest values of watched machines.
import type { LiveAnswer, LiveFacts, LiveValues, LiveWithdrawn } from '@takt/model/api';
import { io, type Socket } from 'socket.io-client';
import { ref, shallowReactive, watch } from 'vue';
import type { useSession } from '../session/index.ts';
import { type LiveMachine, mergeMachine } from './merge.ts';
import { createRooms } from './rooms.ts';

/** `connecting`: not yet up since somebody signed in; `lost`: was up, or could not be brought up for a while. */
export interface LiveConnection {
  state: 'connecting' | 'live' | 'lost';
  /** Epoch ms. */
  since: number;
}

interface ServerEvents {
  values: (body: LiveValues) => void;
  facts: (body: LiveFacts) => void;
  withdrawn: (body: LiveWithdrawn) => void;
}
interface ClientEvents {
  watch: (body: { scope: string }, answer: (answer: LiveAnswer) => void) => void;
  unwatch: (body: { scope: string }, answer: (answer: LiveAnswer) => void) => void;
}

const refusedAgainMs = 5000;
/** Refusals that are over in a moment. */
const passing = ['unavailable', 'too_many_requests'];

type FactsListener = (from: number) => void;

export function createLive(session: Pick<ReturnType<typeof useSession>, 'me' | 'refresh'>) {
  const machines = shallowReactive(new Map<string, LiveMachine>());
  const connection = ref<LiveConnection>({ state: 'connecting', since: Date.now() });
  /** Since when something that was watched may not be seen any more; undefined: nothing, or the reader has been told. Epoch ms. */
  const withdrawnAt = ref<number>();
  const factsListeners = new Map<string, Set<FactsListener>>();
  const socket: Socket<ServerEvents, ClientEvents> = io({
    autoConnect: false,
    reconnectionDelayMax: 5000,
    transports: ['websocket', 'polling'],
  });

  const rooms = createRooms({
    join: (scope) => {
      if (socket.connected) join(scope);
    },
    leave: (scope) => {
      if (socket.connected) socket.emit('unwatch', { scope }, () => {});
    },
  });

  function join(scope: string): void {
    socket.emit('watch', { scope }, (answer) => {
      if (answer.ok) take({ machines: answer.machines ?? [] });
      else if (passing.includes(answer.error)) setTimeout(() => joinAgain(scope), refusedAgainMs);
    });
  }
  function joinAgain(scope: string): void {
    if (socket.connected && rooms.watched().includes(scope)) join(scope);
  }
  /** Asks anew for everything watched: something else may be told of it now. */
  function rewatch(): void {
    if (socket.connected) for (const scope of rooms.watched()) join(scope);
  }
  function take(values: LiveValues): void {
    for (const news of values.machines) machines.set(news.machine, mergeMachine(machines.get(news.machine), news));
  }
  function become(state: LiveConnection['state']): void {
    if (connection.value.state !== state) connection.value = { state, since: Date.now() };
  }

  /** A session may have ended unnoticed. Where it has not, the refusal was a passing one. */
  async function askWhoWeAre(): Promise<void> {
    await session.refresh();
    setTimeout(() => session.me && socket.connect(), refusedAgainMs);
  }

  socket.on('connect', () => {
    const healed = connection.value.state === 'lost';
    become('live');
    rewatch();
    // Facts may have changed while nobody told us.
    if (!healed) return;
    for (const listeners of factsListeners.values()) for (const listener of listeners) listener(0);
  });
  socket.on('disconnect', (reason) => {
    // Left by ourselves, as nobody is signed in.
    if (reason === 'io client disconnect') return become('connecting');
    become('lost');
    // A server that stops says goodbye, and the library takes that for a reason to stay away. So does one that ends a session;
    // the next attempt then tells.
    if (reason === 'io server disconnect') socket.connect();
  });
  socket.on('connect_error', ({ message }) => {
    if (message === 'unauthorized') {
      socket.disconnect();
      become('connecting');
      void askWhoWeAre();
      return;
    }
    become('lost');
  });
  // The handshake carries the cookie: another session is another connection.
  watch(
    () => session.me?.session?.id,
    (id) => {
      socket.disconnect();
      if (id !== undefined) socket.connect();
      else {
        machines.clear();
        withdrawnAt.value = undefined;
      }
    },
    { immediate: true },
  );
  socket.on('values', take);
  socket.on('facts', ({ scope, from }) => {
    for (const listener of factsListeners.get(scope) ?? []) listener(from);
  });

  // Which machines came by that scope alone is not known here: what may still be seen comes back with `rewatch`.
  socket.on('withdrawn', ({ feed }) => {
    withdrawnAt.value = Date.now();
    if (feed === 'values') machines.clear();
  });

  /** Calls back when the facts of a scope change, and after a reconnect. The scope has to be watched as well. */
  function onFacts(scope: string, listener: FactsListener): () => void {
    const listeners = factsListeners.get(scope) ?? new Set();
    factsListeners.set(scope, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) factsListeners.delete(scope);
    };
  }

  return { machines, connection, withdrawnAt, watch: rooms.watch, rewatch, onFacts };
}
