// Owns the check of PostgreSQL: reached as who, its clock, and whether it has the tables of this version.
import { Client } from 'pg';
import type { Check, Finding } from './check.ts';
import { roundTrip, withClock } from './clock.ts';

const limitMs = 4000;

export function postgresCheck(url: string): Check {
  return {
    part: 'database',
    hint: 'see TAKT_DATABASE_URL and the log of PostgreSQL',
    async run() {
      const client = new Client({ connectionString: url, connectionTimeoutMillis: limitMs, query_timeout: limitMs });
      client.on('error', () => {});
      try {
        await client.connect();
        return await inspect(client);
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  };
}

async function inspect(client: Client): Promise<Finding> {
  const value = async (sql: string) => Object.values((await client.query(sql)).rows[0] ?? {})[0];
  const version = String(await value('show server_version')).split(' ')[0] ?? '';
  const { answer, latencyMs, at } = await roundTrip(() =>
    value('select extract(epoch from clock_timestamp()) * 1000 as now'),
  );
  const size = await value('select pg_size_pretty(pg_database_size(current_database()))');
  const used = `${await value('select count(*) from pg_stat_activity')} of ${await value('show max_connections')}`;
  const set = (await value("select to_regclass('kysely_migration')")) !== null;
  const shares = set ? await sharesOf(client) : ', no tables yet';
  const detail = `PostgreSQL, ${size}, ${used} connections${shares}`;
  const finding: Finding = set
    ? { verdict: 'ok', version, latencyMs, detail }
    : { verdict: 'warn', version, latencyMs, detail, hint: 'takt migrate, or start a server' };
  return withClock(finding, Number(answer) - at, latencyMs / 2);
}

/** Who shares the work at the moment, and how much of it is leased, by kind; empty where nobody does. */
async function sharesOf(client: Client): Promise<string> {
  const there = await client.query("select 1 where to_regclass('leases') is not null");
  if (there.rowCount === 0) return '';
  const now = 'extract(epoch from clock_timestamp()) * 1000';
  const { rows } = await client.query<{ kind: string; members: string; leases: string }>(
    `select kind, count(*) as members, (select count(*) from leases l where l.kind = m.kind and l.until > ${now}) as leases
     from lease_members m where until > ${now} group by kind order by kind`,
  );
  return rows.map(({ kind, members, leases }) => `, ${kind}: ${leases} leased by ${members}`).join('');
}
