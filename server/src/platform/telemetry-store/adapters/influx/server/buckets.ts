// Owns the buckets of InfluxDB 2.x, `<database>/<policy>`: a name of that form is found by InfluxQL as database and policy.
import { z } from 'zod';
import type { Log } from '../../../../log/index.ts';
import type { Policy, Retention } from '../layout.ts';
import type { InfluxConfig } from '../settings.ts';
import { headersOf } from './credentials.ts';
import { retentionMs, type WantedPolicy } from './retention.ts';

const bucketList = z.object({
  buckets: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        retentionRules: z.array(z.object({ everySeconds: z.number() })).default([]),
      }),
    )
    .default([]),
});
type Bucket = z.infer<typeof bucketList>['buckets'][number];
const orgList = z.object({ orgs: z.array(z.object({ id: z.string(), name: z.string() })).default([]) });

const requestTimeoutMs = 30_000;

export async function prepareBuckets(options: {
  config: InfluxConfig;
  wanted: readonly WantedPolicy[];
  log: Log;
}): Promise<Retention> {
  const { config, wanted, log } = options;
  const { org } = config;
  if (org === undefined) throw new Error(`TAKT_INFLUX_ORG is needed: InfluxDB at ${config.url} has version 2`);
  if (config.token === undefined)
    throw new Error(`TAKT_INFLUX_TOKEN is needed: InfluxDB at ${config.url} has version 2`);
  const kept: [Policy, number][] = [];
  for (const policy of wanted) {
    const name = `${config.database}/${policy.name}`;
    const { buckets } = bucketList.parse(
      await call(config, 'GET', `/api/v2/buckets?${new URLSearchParams({ name, org })}`),
    );
    const existing = buckets.find((bucket) => bucket.name === name);
    if (!existing) await create(config, org, name, policy);
    kept.push([policy.name, existing ? await adjust(config, existing, policy, log) : retentionMs(policy.days)]);
  }
  return Object.fromEntries(kept) as Record<Policy, number>;
}

async function create(config: InfluxConfig, org: string, name: string, policy: WantedPolicy): Promise<void> {
  const { orgs } = orgList.parse(await call(config, 'GET', `/api/v2/orgs?${new URLSearchParams({ org })}`));
  const orgID = orgs.find((one) => one.name === org || one.id === org)?.id;
  if (orgID === undefined) throw new Error(`TAKT_INFLUX_ORG "${org}" is not known to InfluxDB at ${config.url}`);
  await call(config, 'POST', '/api/v2/buckets', { orgID, name, retentionRules: [rule(policy)] });
}

/** Answers how long the bucket keeps what it has, ms. */
async function adjust(config: InfluxConfig, bucket: Bucket, policy: WantedPolicy, log: Log): Promise<number> {
  const seconds = bucket.retentionRules[0]?.everySeconds ?? 0;
  const existingMs = seconds === 0 ? Number.POSITIVE_INFINITY : seconds * 1000;
  if (existingMs === retentionMs(policy.days)) return existingMs;
  try {
    await call(config, 'PATCH', `/api/v2/buckets/${bucket.id}`, { retentionRules: [rule(policy)] });
    log.warn({ bucket: bucket.name, days: policy.days }, 'how long data are kept has changed');
    return retentionMs(policy.days);
  } catch (error) {
    log.warn({ err: error, bucket: bucket.name }, 'InfluxDB keeps data as it did before');
    return existingMs;
  }
}

function rule({ days, shardHours }: WantedPolicy) {
  return { type: 'expire', everySeconds: days * 86_400, shardGroupDurationSeconds: shardHours * 3600 };
}

async function call(config: InfluxConfig, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(config.url.replace(/\/$/, '') + path, {
    method,
    headers: { ...headersOf(config), 'content-type': 'application/json' },
    signal: AbortSignal.timeout(requestTimeoutMs),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  // Asked for by name, a bucket that does not exist is answered so.
  if (method === 'GET' && response.status === 404) return {};
  const hint = response.status === 401 || response.status === 403 ? '; TAKT_INFLUX_TOKEN must be allowed to do it' : '';
  throw new Error(`InfluxDB at ${config.url} answers ${method} ${path} with ${response.status} ${text}${hint}`);
}
