// Proves how much one address and one user may do at the broker, on a clock the test sets.
import { describe, expect, it } from 'vitest';
import {
  createArrivals,
  defaultArrivalLimits,
  networkOf,
} from '../../../../../server/src/platform/mqtt/adapters/embedded/arrivals.ts';
import { packetScanner } from '../../../../../server/src/platform/mqtt/adapters/embedded/packet-limit.ts';
import { createRecent } from '../../../../../server/src/platform/mqtt/adapters/embedded/recent.ts';
import { logOfLines } from '../../../../harness/log-lines.ts';

function stage() {
  const lines = logOfLines();
  let now = 1_000_000;
  const arrivals = createArrivals(defaultArrivalLimits, () => now, lines.log);
  const times = (count: number, act: () => unknown) => Array.from({ length: count }, act);
  return {
    arrivals,
    lines,
    wait: (ms: number) => {
      now += ms;
    },
    admitted: (count: number, address: string) =>
      times(count, () => arrivals.admit(address)).filter((fault) => fault === undefined).length,
    fail: (count: number, address: string) => times(count, () => arrivals.failed(address)),
  };
}

describe('an address', () => {
  it('may come back with a whole factory at once, then 50 a second, and others not less for it', () => {
    const { admitted, wait, lines } = stage();
    expect(admitted(1000, '10.0.0.1')).toBe(500);
    expect(admitted(10, '10.0.0.2')).toBe(10);
    wait(1000);
    expect(admitted(1000, '10.0.0.1')).toBe(50);
    expect(lines.texts()).toEqual(['an address connects to the broker too often; it is refused for now']);
  });

  it('that brings wrong credentials waits longer each time, and is forgiven', () => {
    const { arrivals, fail, wait, lines } = stage();
    const address = '10.0.0.1';
    fail(60, address);
    expect(arrivals.admit(address)).toBeUndefined();
    const waits: number[] = [];
    for (let round = 0; round < 8; round++) {
      fail(61, address);
      let waited = 0;
      for (; arrivals.admit(address) === 'address_backoff'; waited += 500) wait(500);
      waits.push(waited);
    }
    expect(waits.slice(0, 2)).toEqual([1000, 2000]);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits.at(-1)).toBe(60_000);
    expect(arrivals.admit('10.0.0.2')).toBeUndefined();
    wait(3_600_000);
    fail(61, address);
    wait(1000);
    expect(arrivals.admit(address)).toBeUndefined();
    expect(lines.texts()).toContain('an address brings many wrong credentials to the broker; it has to wait');
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s is counted as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

it('a user may connect a few times at once, then once a second', () => {
  const { arrivals, wait } = stage();
  const admitted = (count: number) => Array.from({ length: count }, () => arrivals.admitUser('s/n')).filter(Boolean);
  expect(admitted(100)).toHaveLength(20);
  wait(3000);
  expect(admitted(100)).toHaveLength(3);
  expect(arrivals.admitUser('s/other')).toBe(true);
});

it('what was not asked for longest is forgotten first', () => {
  const recent = createRecent<number>(2);
  recent.set('a', 1);
  recent.set('b', 2);
  expect(recent.get('a', () => 0)).toBe(1);
  recent.set('c', 3);
  expect(['a', 'b', 'c'].map(recent.peek)).toEqual([1, undefined, 3]);
});

it('the first packet of a connection has a limit of its own', () => {
  const packet = (type: number, bytes: number) => Buffer.concat([Buffer.from([type << 4, bytes]), Buffer.alloc(bytes)]);
  expect(packetScanner(100, 10)(packet(1, 11))).toMatchObject({ bytes: 11, limit: 10 });
  const scan = packetScanner(100, 10);
  expect(scan(packet(1, 10))).toBeUndefined();
  expect(scan(packet(3, 100))).toBeUndefined();
  expect(scan(packet(3, 101))).toMatchObject({ bytes: 101, limit: 100 });
});
