// Owns how many connections and how many wrong credentials one address may bring, so that a storm from it harms nobody else.
import { isIPv6 } from 'node:net';
import type { Log } from '../../../log/index.ts';
import { createRecent } from './recent.ts';
import { type Bucket, fullBucket, takeFrom } from './throttle.ts';

export interface ArrivalLimits {
  /** Connections per second from one address, over a long time. */
  connectsPerSecond: number;
  /** Connections at once from one address: a factory behind NAT comes back after a power cut. */
  connectBurst: number;
  /** The same for one user: whatever it does, it is one device. */
  userConnectsPerSecond: number;
  userConnectBurst: number;
  /** Different wrong credentials from one address before it has to wait. */
  failureBurst: number;
  failuresPerSecond: number;
}

export const defaultArrivalLimits: ArrivalLimits = {
  connectsPerSecond: 50,
  connectBurst: 500,
  userConnectsPerSecond: 1,
  userConnectBurst: 20,
  failureBurst: 60,
  failuresPerSecond: 1,
};

export type ArrivalFault = 'address_rate' | 'address_backoff';

interface Address {
  connects: Bucket;
  failures: Bucket;
  blockedUntil: number;
  /** Length of the last wait; doubled by the next. */
  blockMs: number;
  toldAt: number;
}

const remembered = 10_000;
const firstBlockMs = 1000;
const longestBlockMs = 60_000;
const forgivenMs = 600_000;
const tellEveryMs = 60_000;

export interface Arrivals {
  /** Counts a connection; the reason where it is one too many. Asked before a byte is read. */
  admit(address: string): ArrivalFault | undefined;
  /** Counts wrong credentials; those that were wrong before need not be counted. */
  failed(address: string): void;
  /** Counts a connection of a user that proved itself; false where it is one too many. */
  admitUser(username: string): boolean;
}

/** At most 10,000 addresses and as many users are remembered, those that came last. */
export function createArrivals(limits: ArrivalLimits, clock: () => number, log: Log): Arrivals {
  const addresses = createRecent<Address>(remembered);
  const users = createRecent<Bucket>(remembered);
  const stateOf = (address: string, now: number) =>
    addresses.get(networkOf(address), () => ({
      connects: fullBucket(limits.connectBurst, now),
      failures: fullBucket(limits.failureBurst, now),
      blockedUntil: 0,
      blockMs: 0,
      toldAt: Number.NEGATIVE_INFINITY,
    }));

  function tell(state: Address, now: number, address: string, text: string): void {
    if (now - state.toldAt < tellEveryMs) return;
    state.toldAt = now;
    log.warn({ address }, text);
  }

  return {
    admit(address) {
      const now = clock();
      const state = stateOf(address, now);
      if (now < state.blockedUntil) return 'address_backoff';
      if (takeFrom(state.connects, limits.connectsPerSecond, limits.connectBurst, now)) return undefined;
      tell(state, now, address, 'an address connects to the broker too often; it is refused for now');
      return 'address_rate';
    },
    failed(address) {
      const now = clock();
      const state = stateOf(address, now);
      // Connections that were open already may still fail by the hundred: one wait for all of them.
      if (now < state.blockedUntil) return;
      if (takeFrom(state.failures, limits.failuresPerSecond, limits.failureBurst, now)) return;
      if (now - state.blockedUntil > forgivenMs) state.blockMs = 0;
      state.blockMs = Math.min(longestBlockMs, state.blockMs === 0 ? firstBlockMs : state.blockMs * 2);
      state.blockedUntil = now + state.blockMs;
      tell(state, now, address, 'an address brings many wrong credentials to the broker; it has to wait');
    },
    admitUser(username) {
      const now = clock();
      const bucket = users.get(username, () => fullBucket(limits.userConnectBurst, now));
      return takeFrom(bucket, limits.userConnectsPerSecond, limits.userConnectBurst, now);
    },
  };
}

/** What one party may hold addresses of at will: one IPv4 address, one /64 of IPv6. */
export function networkOf(address: string): string {
  if (address.startsWith('::ffff:')) return address.slice('::ffff:'.length);
  if (!isIPv6(address)) return address;
  const [withoutZone = ''] = address.split('%');
  const [head = '', tail] = withoutZone.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  return `${[...front, ...Array<string>(zeros).fill('0'), ...back].slice(0, 4).join(':')}::/64`;
}
