// Owns finding out which InfluxDB there is, waiting for one that is not up yet.
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Log } from '../../../../log/index.ts';
import type { InfluxConfig, InfluxSettings } from '../settings.ts';
import { headersOf } from './credentials.ts';

export interface ServerVersion {
  /** In the server's own words, e.g. `1.6.7`. */
  text: string;
  /** 1: databases and retention policies; 2: buckets made over the API; 3: databases that come into being by themselves. */
  major: 1 | 2 | 3;
  /** What the server takes line protocol on: the newer path is known from 1.8 on. */
  writePath: '/write' | '/api/v2/write';
}

const requestTimeoutMs = 5000;
const pauseMs = 500;
/** Between two lines in the log. */
const sayEveryMs = 10_000;

/** Asks until InfluxDB answers; rejects where it has not within `startTimeoutMs`. */
export async function findServer(
  config: InfluxConfig,
  { startTimeoutMs }: Pick<InfluxSettings, 'startTimeoutMs'>,
  log: Log,
): Promise<ServerVersion> {
  const began = performance.now();
  let saidAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    try {
      return parseVersion(await askVersion(config));
    } catch (error) {
      const now = performance.now();
      if (error instanceof UnknownVersion || now - began >= startTimeoutMs) throw unreachable(config, error);
      if (now - saidAt >= sayEveryMs) log.warn({ url: config.url, err: error }, 'waiting for InfluxDB');
      if (now - saidAt >= sayEveryMs) saidAt = now;
      await sleep(Math.min(pauseMs, Math.max(0, startTimeoutMs - (now - began))));
    }
  }
}

const health = z.object({ version: z.string() });

async function askVersion(config: InfluxConfig): Promise<string> {
  const base = config.url.replace(/\/$/, '');
  const get = (path: string) =>
    fetch(base + path, { headers: headersOf(config), signal: AbortSignal.timeout(requestTimeoutMs) });
  const ping = await get('/ping');
  await ping.arrayBuffer();
  const header = ping.headers.get('x-influxdb-version');
  if (header !== null) return header;
  const answer = await get('/health');
  if (ping.status >= 500 || answer.status >= 500) throw new Error(`it answers with status ${answer.status}`);
  const parsed = health.safeParse(await answer.json().catch(() => undefined));
  if (!parsed.success) throw new UnknownVersion('it does not tell its version, so it is no InfluxDB');
  return parsed.data.version;
}

/** What answers is no InfluxDB that is known: waiting would not help. */
class UnknownVersion extends Error {}

export function parseVersion(text: string): ServerVersion {
  const [, first = '', second = ''] = /^v?(\d+)\.(\d+)/.exec(text) ?? [];
  const major = Number(first);
  if (major !== 1 && major !== 2 && major !== 3) throw new UnknownVersion(`its version "${text}" is not known`);
  return { text, major, writePath: major === 1 && Number(second) < 8 ? '/write' : '/api/v2/write' };
}

function unreachable(config: InfluxConfig, error: unknown): Error {
  return new Error(`TAKT_INFLUX_URL ${config.url} cannot be used: ${reasonOf(error)}`, { cause: error });
}

/** `fetch` says only that it failed; why stands in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
}
