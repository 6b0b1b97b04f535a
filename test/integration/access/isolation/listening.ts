// Owns sockets of everybody who may have one: each watches all there is, and hears only what it may know.
import type { LiveAnswer } from '@takt/model/api';
import { io, type Socket } from 'socket.io-client';
import type { RunningServer } from '../../../harness/server.ts';
import { until } from '../../../harness/until.ts';
import { type Broker, sayNow } from './devices.ts';
import { mayKnow, type Person } from './knowledge.ts';
import { describe, type Found, kindOf } from './leaks.ts';
import { marksIn, thingOf } from './marks.ts';
import type { World } from './world.ts';

/** As many requests a second are taken of a socket, less some. */
const mostScopes = 45;

export async function listen(server: RunningServer, broker: Broker, world: World): Promise<Found> {
  const found: Found = { leaks: [], told: 0 };
  const scopes = [
    ...world.nodes.map(({ level, code }) => `${level}:${code}`),
    ...world.districts.map((code) => `district:${code}`),
  ];
  const everything = await open(server.url, { auth: { token: await server.token() } });
  const listeners = await Promise.all(
    world.people.map(async (person) => ({ person, ears: await openAll(server.url, person, scopes) })),
  );
  const heard: string[] = [];
  everything.onAny((...message) => heard.push(JSON.stringify(message)));
  for (const { code } of world.enterprises) await everything.emitWithAck('watch', { scope: `enterprise:${code}` });
  const said = await sayNow(broker, world.nodes);
  await until(() => [...said.values()].every((one) => heard.some((message) => message.includes(one))), {
    what: 'the values to be told',
  });
  for (const { person, ears } of listeners) {
    for (const { socket, messages, asked } of ears) {
      // What was sent before is there once the socket answers what is asked after.
      await socket.emitWithAck('unwatch', { scope: 'enterprise:none' });
      for (const message of messages) {
        for (const one of marksIn(message)) {
          const thing = thingOf(one);
          if (asked.has(one)) continue;
          if (thing && mayKnow(person, thing, world)) found.told++;
          else
            found.leaks.push(
              `${one} (${kindOf(one)}) is told to ${describe(person)} by a socket: ${message.slice(0, 300)}`,
            );
        }
      }
      socket.close();
    }
  }
  everything.close();
  return found;
}

interface Ear {
  socket: Socket;
  messages: string[];
  /** Marks in what was asked. */
  asked: ReadonlySet<string>;
}

async function openAll(url: string, person: Person, scopes: readonly string[]): Promise<Ear[]> {
  const ears: Ear[] = [];
  for (let from = 0; from < scopes.length; from += mostScopes) {
    const { authorization, ...extraHeaders } = person.headers;
    const token = authorization?.slice('Bearer '.length);
    const socket = await open(url, { ...(token && { auth: { token } }), extraHeaders });
    const messages: string[] = [];
    socket.onAny((...message) => messages.push(JSON.stringify(message)));
    const mine = scopes.slice(from, from + mostScopes);
    for (const scope of mine)
      messages.push(JSON.stringify((await socket.emitWithAck('watch', { scope })) as LiveAnswer));
    // A facts event repeats the scope that is watched; whether it may be watched was asked with its answer.
    ears.push({ socket, messages, asked: new Set() });
  }
  return ears;
}

function open(url: string, options: object): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, ...options });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}
