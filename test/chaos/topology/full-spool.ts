// Owns the fault of a spool whose disk is full while the store is down: a device without an outbox goes on speaking all the same.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { jsonTopic } from '@takt/model/topics';
import mqtt from 'mqtt';
import { type ApiClient, metricIn } from '../../harness/api-client.ts';
import { canMount, mountTmpfs } from '../../harness/tmpfs.ts';
import { until } from '../../harness/until.ts';
import type { Fault, Lasting } from '../fault.ts';
import { plainDevice } from '../plant.ts';
import type { Part } from './part.ts';
import type { ServerPart } from './server-part.ts';

export interface SmallSpools {
  /** For the servers' environment. */
  readonly env: Readonly<Record<string, string>>;
  unmount(): void;
}

const spoolBytes = 1_000_000;

/** Gives each of these servers a megabyte for its spool: a disk of its own where this user may mount one, else a bound. */
export function smallSpools(directory: string, servers: readonly string[]): SmallSpools {
  if (!canMount()) return { env: { TAKT_SPOOL_MAX_MB: '1' }, unmount() {} };
  const unmounts = servers.map((server) => mountTmpfs(join(directory, server, 'spool'), spoolBytes));
  return {
    env: {},
    unmount() {
      for (const unmount of unmounts) unmount();
    },
  };
}

const texts = 8;
const speakEveryMs = 20;
/** What a spool cannot take fits into memory for the time being. */
const limitMs = 120_000;

export function fullSpool(options: {
  influx: Part;
  ingest: readonly ServerPart[];
  api: ApiClient;
  brokerUrl: string;
  lasts: Lasting;
}): Fault {
  const { influx, ingest, api, brokerUrl } = options;
  let quiet: () => Promise<{ from: number; said: number }>;

  async function spoolFailures(): Promise<number> {
    const pages = await Promise.all(ingest.map((server) => server.metrics()));
    return pages.reduce((sum, page) => sum + metricIn(page?.[1] ?? '', 'takt_spool_failures_total'), 0);
  }

  return {
    name: 'influxdb is killed and the disk of the spool is full',
    target: influx.name,
    lasts: options.lasts,
    async begin() {
      const before = await spoolFailures();
      await influx.kill();
      quiet = await speak(brokerUrl);
      await until(async () => (await spoolFailures()) > before, { what: 'a full spool', limitMs });
    },
    async end() {
      const { from, said } = await quiet();
      await influx.comeBack();
      await until(async () => (await storedOf(api, from, said)) === said, { what: 'all the device said', limitMs });
    },
  };
}

/** Readings beside its number that make a message large, and that no compression makes small. */
function ballast(): Record<string, string> {
  const text = () => randomBytes(750).toString('base64url');
  return Object.fromEntries(Array.from({ length: texts }, (_, index) => [`text_${index}`, text()]));
}

/** Begins to speak as a device that keeps nothing; answers what ends it, with how much it said from when on. */
async function speak(brokerUrl: string) {
  const client = await mqtt.connectAsync(brokerUrl, { protocolVersion: 4 });
  const from = Date.now() - 600_000;
  const { site, machine } = plainDevice;
  const sent: Promise<unknown>[] = [];
  const timer = setInterval(() => {
    const body = JSON.stringify({ at: from + sent.length, n: sent.length, ...ballast() });
    sent.push(client.publishAsync(jsonTopic(site, machine), body, { qos: 1 }));
  }, speakEveryMs);
  return async () => {
    clearInterval(timer);
    await Promise.all(sent);
    await client.endAsync();
    return { from, said: sent.length };
  };
}

async function storedOf(api: ApiClient, from: number, said: number): Promise<number> {
  const { points } = await api.call('machines.history', {
    params: { code: plainDevice.machine },
    query: { signal: 'n', from, to: from + said, points: 1000 } as never,
  });
  return points.reduce((sum, { count }) => sum + count, 0);
}
