// Owns the server's configuration: what the environment may say, checked as a whole before anything starts.
import { resolve } from 'node:path';
import { z } from 'zod';
import { isLoopbackHost } from './platform/http/index.ts';
import { logLevels } from './platform/log/index.ts';

const allRoles = ['ingest', 'worker', 'api'] as const;

const port = z.coerce.number('must be a port, 0–65535').int().min(0).max(65535);
const loopback = z
  .string()
  .refine(isLoopbackHost, 'must be a loopback address (127.0.0.1, ::1, localhost): there is no access control yet');
const flag = z
  .enum(['true', 'false', '1', '0'], 'must be true or false')
  .transform((text) => text === 'true' || text === '1');
const notYet = z.never('is not available yet: leave it unset to use the embedded part').optional();
const roles = z
  .string()
  .transform((text) => text.split(',').map((role) => role.trim()))
  .refine(
    (given) => given.length === allRoles.length && allRoles.every((role) => given.includes(role)),
    `must be all of ${allRoles.join(',')}: one process does everything for now`,
  );

const schema = z.object({
  /** Where everything durable lies. */
  TAKT_DATA_DIR: z.string().min(1).default('./data'),
  /** 0: any free port; the actual one stands in `server.json` in the data directory. */
  TAKT_HTTP_PORT: port.default(8080),
  TAKT_HTTP_HOST: loopback.default('127.0.0.1'),
  /** Of the embedded broker; 0: any free port. */
  TAKT_MQTT_PORT: port.default(1883),
  TAKT_MQTT_HOST: loopback.default('127.0.0.1'),
  /** An external broker instead of the embedded one. */
  TAKT_MQTT_URL: z
    .url({ protocol: /^(mqtts?|tcp|tls|wss?)$/, error: 'must be a URL such as mqtt://host:1883' })
    .optional(),
  TAKT_LOG_LEVEL: z.enum(logLevels).default('info'),
  TAKT_DEMONSTRATION: flag.default(false),
  /** A plant as YAML, applied at every start. */
  TAKT_PLANT_FILE: z.string().min(1).optional(),
  TAKT_ROLES: roles.default([...allRoles]),
  TAKT_INFLUX_URL: notYet,
  TAKT_REDIS_URL: notYet,
  TAKT_DATABASE_URL: notYet,
});

export interface Config {
  dataDirectory: string;
  http: { host: string; port: number };
  mqtt: { host: string; port: number; url: string | undefined };
  logLevel: (typeof logLevels)[number];
  demonstration: boolean;
  plantFile: string | undefined;
}

export type ConfigOutcome = { ok: true; config: Config } | { ok: false; errors: string[] };

/** Reads every `TAKT_*` key; all errors at once, each naming its key. An empty value counts as unset. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): ConfigOutcome {
  const given = Object.fromEntries(
    Object.entries(environment).filter(
      ([key, value]) => key.startsWith('TAKT_') && value !== undefined && value !== '',
    ),
  );
  const known = Object.keys(schema.shape);
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  const result = schema.safeParse(given);
  const errors = [
    ...unknown.map((key) => `${key} is not known; did you mean ${nearest(key, known)}?`),
    ...(result.error?.issues ?? []).map((issue) => `${String(issue.path[0])} ${reasonOf(issue)}`),
  ];
  if (!result.success || errors.length > 0) return { ok: false, errors };
  return { ok: true, config: toConfig(result.data) };
}

function reasonOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_value' ? `must be one of ${issue.values.join(', ')}` : issue.message;
}

function toConfig(values: z.output<typeof schema>): Config {
  return {
    dataDirectory: resolve(values.TAKT_DATA_DIR),
    http: { host: values.TAKT_HTTP_HOST, port: values.TAKT_HTTP_PORT },
    mqtt: { host: values.TAKT_MQTT_HOST, port: values.TAKT_MQTT_PORT, url: values.TAKT_MQTT_URL },
    logLevel: values.TAKT_LOG_LEVEL,
    demonstration: values.TAKT_DEMONSTRATION,
    plantFile: values.TAKT_PLANT_FILE,
  };
}

function nearest(key: string, known: readonly string[]): string {
  const [first = ''] = [...known].sort((a, b) => distance(key, a) - distance(key, b));
  return first;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
