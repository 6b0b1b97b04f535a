// Owns the check of InfluxDB, of any version: reached, let in, its database there, its clock.
import { z } from 'zod';
import type { InfluxConfig } from '../../platform/telemetry-store/adapters/influx/index.ts';
import type { Check, Finding } from './check.ts';
import { roundTrip, withClock } from './clock.ts';

const requestLimitMs = 4000;
/** An HTTP date is cut to the second: on average it is half a second behind. */
const dateCutMs = 500;

const databasesSchema = z.object({
  results: z.array(
    z.object({ series: z.array(z.object({ values: z.array(z.array(z.unknown())).default([]) })).default([]) }),
  ),
});

export function influxCheck(influx: InfluxConfig): Check {
  return {
    part: 'telemetry store',
    hint: 'see TAKT_INFLUX_URL and the log of InfluxDB',
    run: () => inspect(influx),
  };
}

async function inspect(influx: InfluxConfig): Promise<Finding> {
  const ping = await roundTrip(() => request(influx, 'ping'));
  const version = (ping.answer.headers.get('x-influxdb-version') ?? '').replace(/^v/, '');
  const finding = await findDatabase(influx);
  const measured = { ...finding, ...(version === '' ? {} : { version }), latencyMs: ping.latencyMs };
  const date = Date.parse(ping.answer.headers.get('date') ?? '');
  if (Number.isNaN(date)) return measured;
  return withClock(measured, date + dateCutMs - ping.at, dateCutMs + ping.latencyMs / 2);
}

async function findDatabase(influx: InfluxConfig): Promise<Finding> {
  const answer = await request(influx, 'query?q=SHOW%20DATABASES');
  if (answer.status === 401 || answer.status === 403) {
    const keys = influx.token === undefined ? 'TAKT_INFLUX_USER and TAKT_INFLUX_PASSWORD' : 'TAKT_INFLUX_TOKEN';
    return { verdict: 'fail', detail: `does not let us in (${answer.status})`, hint: `see ${keys}` };
  }
  if (!answer.ok) throw new Error(`answers ${answer.status} to a query: ${(await answer.text()).slice(0, 200)}`);
  const { results } = databasesSchema.parse(await answer.json());
  const names = results.flatMap(({ series }) => series.flatMap(({ values }) => values.map(([name]) => String(name))));
  const present = names.filter((name) => name === influx.database || name.startsWith(`${influx.database}/`));
  if (present.length > 0) return { verdict: 'ok', detail: `InfluxDB, database ${influx.database}` };
  return {
    verdict: 'warn',
    detail: `InfluxDB, no database ${influx.database} yet`,
    hint: 'the server makes it at its start where it may',
  };
}

/** A URL that carries credentials is one fetch refuses, and would repeat in its message. */
function request({ url, token, user, password }: InfluxConfig, path: string): Promise<Response> {
  const target = new URL(path, url.endsWith('/') ? url : `${url}/`);
  const [name, secret] = [user ?? decodeURIComponent(target.username), password ?? decodeURIComponent(target.password)];
  target.username = '';
  target.password = '';
  const basic = name === '' ? undefined : `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
  const authorization = token === undefined ? basic : `Token ${token}`;
  return fetch(target, {
    headers: authorization === undefined ? {} : { authorization },
    signal: AbortSignal.timeout(requestLimitMs),
  });
}
