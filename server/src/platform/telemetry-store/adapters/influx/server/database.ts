// Owns database and retention policies of InfluxDB 1.x: created and altered where we may, explained where not.
import type { Log } from '../../../../log/index.ts';
import type { Policy, Retention } from '../layout.ts';
import type { InfluxConfig } from '../settings.ts';
import { identifier } from '../syntax/influxql.ts';
import { credentialKeys } from './credentials.ts';
import type { Queries } from './query.ts';
import { retentionMs, type WantedPolicy } from './retention.ts';

interface FoundPolicy {
  durationMs: number;
  shardMs: number;
}

export async function prepareDatabase(options: {
  config: InfluxConfig;
  wanted: readonly WantedPolicy[];
  queries: Queries;
  log: Log;
}): Promise<Retention> {
  const { config, wanted, queries, log } = options;
  const database = identifier(config.database);
  const run = async (statement: string): Promise<void> => {
    await queries.ask([statement]);
  };
  const creation = `CREATE DATABASE ${database}`;
  // Who is no administrator may not say it, even where the database exists.
  const created = await attempt(() => run(creation));
  const found = await readPolicies(queries, config).catch((error: unknown) => {
    throw refused(config, [creation, ...wanted.map((policy) => create(policy, database))], created ?? error);
  });
  const kept: [Policy, number][] = [];
  for (const policy of wanted) {
    const existing = found.get(policy.name);
    const statement = existing ? alter(policy, database) : create(policy, database);
    const differs = !existing || existing.durationMs !== retentionMs(policy.days);
    const failure =
      differs || existing.shardMs !== policy.shardHours * 3_600_000 ? await attempt(() => run(statement)) : undefined;
    if (failure !== undefined && !existing) throw refused(config, [statement], failure);
    if (failure !== undefined) log.warn({ err: failure, statement }, 'InfluxDB keeps data as it did before');
    else if (existing && differs) log.warn({ statement }, 'how long data are kept has changed');
    kept.push([policy.name, failure === undefined ? retentionMs(policy.days) : (existing?.durationMs ?? 0)]);
  }
  return Object.fromEntries(kept) as Record<Policy, number>;
}

async function attempt(work: () => Promise<void>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error;
  }
}

function create(policy: WantedPolicy, database: string): string {
  return `CREATE RETENTION POLICY ${identifier(policy.name)} ON ${database} ${terms(policy, 'REPLICATION 1 ')}`;
}

function alter(policy: WantedPolicy, database: string): string {
  return `ALTER RETENTION POLICY ${identifier(policy.name)} ON ${database} ${terms(policy)}`;
}

function terms({ days, shardHours }: WantedPolicy, replication = ''): string {
  return `DURATION ${days === 0 ? 'INF' : `${days}d`} ${replication}SHARD DURATION ${shardHours}h`;
}

async function readPolicies(queries: Queries, { database }: InfluxConfig): Promise<Map<string, FoundPolicy>> {
  const [tables = []] = await queries.ask([`SHOW RETENTION POLICIES ON ${identifier(database)}`]);
  const policies = new Map<string, FoundPolicy>();
  for (const { columns, values } of tables) {
    const [name, duration, shard] = ['name', 'duration', 'shardGroupDuration'].map((column) => columns.indexOf(column));
    for (const row of values) {
      const durationMs = parseDuration(row[duration ?? -1]);
      policies.set(String(row[name ?? -1]), {
        durationMs: durationMs === 0 ? Number.POSITIVE_INFINITY : durationMs,
        shardMs: parseDuration(row[shard ?? -1]),
      });
    }
  }
  return policies;
}

/** Go's way of writing durations: `9600h0m0s`, `0s`. */
function parseDuration(text: unknown): number {
  const [, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(String(text)) ?? [];
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
}

function refused(config: InfluxConfig, statements: readonly string[], cause: unknown): Error {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `TAKT_INFLUX_DATABASE "${config.database}" at ${config.url} cannot be prepared: ${said}. ${credentialKeys(config)} ` +
      `must name an administrator, or one runs once: ${statements.join('; ')}`,
    { cause },
  );
}
