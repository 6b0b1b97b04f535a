// Owns the server's configuration: what the environment may say, checked as a whole before anything starts.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { isLoopbackHost } from './platform/http/index.ts';
import { logLevels } from './platform/log/index.ts';
import type { InfluxConfig } from './platform/telemetry-store/adapters/influx/index.ts';

const allRoles = ['ingest', 'worker', 'api'] as const;

const port = z.coerce.number('must be a port, 0–65535').int().min(0).max(65535);
const flag = z
  .enum(['true', 'false', '1', '0'], 'must be true or false')
  .transform((text) => text === 'true' || text === '1');
const roles = z
  .string()
  .transform((text) => text.split(',').map((role) => role.trim()))
  .pipe(
    z
      .array(z.enum(allRoles, `must be one or more of ${allRoles.join(',')}`))
      .refine((given) => new Set(given).size === given.length, 'must not name a role twice'),
  );
const url = (protocol: RegExp, example: string) => z.url({ protocol, error: `must be a URL such as ${example}` });
const days = z.coerce.number('must be whole days').int('must be whole days').min(0).max(36_500);

const schema = z.object({
  /** Where everything durable lies. */
  TAKT_DATA_DIR: z.string().min(1).default('./data'),
  /** 0: any free port; the actual one stands in `server.json` in the data directory. */
  TAKT_HTTP_PORT: port.default(8080),
  TAKT_HTTP_HOST: z.string().min(1).default('127.0.0.1'),
  /** Of the embedded broker; 0: any free port. */
  TAKT_MQTT_PORT: port.default(1883),
  TAKT_MQTT_HOST: z.string().min(1).default('127.0.0.1'),
  /** An external broker instead of the embedded one. */
  TAKT_MQTT_URL: url(/^(mqtts?|tcp|tls|wss?)$/, 'mqtt://host:1883').optional(),
  /** PEM of the authority that signed the broker's certificate, where the system does not know it. */
  TAKT_MQTT_CA: z.string().includes('BEGIN CERTIFICATE', 'must be a certificate in PEM form').optional(),
  /** Administrator of Mosquitto's dynamic-security plugin at the same broker: Takt gives it the credentials of devices. */
  TAKT_MQTT_DYNAMIC_SECURITY_URL: url(/^(mqtts?|tcp|tls|wss?)$/, 'mqtt://admin:password@host:1883').optional(),
  /** Authority of devices' certificates, PEM; absent: one is made in the data directory. */
  TAKT_AUTHORITY_CERTIFICATE: z.string().includes('BEGIN CERTIFICATE', 'must be a certificate in PEM form').optional(),
  TAKT_AUTHORITY_KEY: z.string().includes('PRIVATE KEY', 'must be a private key in PEM form').optional(),
  /** What a broker that asks Takt about its clients (EMQX) proves itself with; absent: it cannot ask. */
  TAKT_BROKER_SECRET: z.string().min(32, 'must be at least 32 characters').optional(),
  /**
   * Lets the hosts above be other than loopback, as inside a container whose ports are published on loopback only. There is no
   * access control yet: whoever reaches the port reads and writes everything.
   */
  TAKT_ALLOW_UNPROTECTED: flag.default(false),
  TAKT_LOG_LEVEL: z.enum(logLevels).default('info'),
  TAKT_DEMONSTRATION: flag.default(false),
  /** A plant as YAML, applied at every start. */
  TAKT_PLANT_FILE: z.string().min(1).optional(),
  TAKT_ROLES: roles.default([...allRoles]),
  /** Name of this process among all that share the work; absent: host name and process id. */
  TAKT_INSTANCE: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'must be 1–64 letters, digits, . _ -')
    .optional(),
  /** InfluxDB instead of the embedded telemetry store. */
  TAKT_INFLUX_URL: url(/^https?$/, 'http://host:8086').optional(),
  /** Database of 1.x, first part of the buckets' names of 2.x and 3.x. */
  TAKT_INFLUX_DATABASE: z
    .string()
    .regex(/^[A-Za-z][\w-]{0,62}$/, 'must be a name of letters, digits, _ -')
    .default('takt'),
  /** Of 2.x and 3.x. */
  TAKT_INFLUX_ORG: z.string().min(1).optional(),
  TAKT_INFLUX_TOKEN: z.string().min(1).optional(),
  /** Of 1.x with authentication. */
  TAKT_INFLUX_USER: z.string().min(1).optional(),
  TAKT_INFLUX_PASSWORD: z.string().min(1).optional(),
  /** How long raw telemetry is kept; 0: for ever. */
  TAKT_INFLUX_RAW_DAYS: days.default(400),
  /** How long facts by the minute are kept; 0: for ever. Hours and days are kept for ever. */
  TAKT_INFLUX_MINUTE_DAYS: days.default(1100),
  /** Several processes share the work over this Redis. */
  TAKT_REDIS_URL: url(/^rediss?$/, 'redis://host:6379').optional(),
  /** PostgreSQL instead of the embedded database. */
  TAKT_DATABASE_URL: url(/^postgres(ql)?$/, 'postgres://user:password@host:5432/takt').optional(),
  /** Most disk that telemetry of devices without an outbox may take while the store is down. */
  TAKT_SPOOL_MAX_MB: z.coerce.number('must be megabytes').int().min(1).max(10_000_000).default(4096),
});

export type Role = (typeof allRoles)[number];

export interface Config {
  dataDirectory: string;
  roles: ReadonlySet<Role>;
  instance: string;
  http: { host: string; port: number };
  mqtt: {
    host: string;
    port: number;
    url: string | undefined;
    ca: string | undefined;
    dynamicSecurityUrl: string | undefined;
  };
  /** PEM; undefined: made in the data directory. */
  authority: { certificate: string; key: string } | undefined;
  brokerSecret: string | undefined;
  logLevel: (typeof logLevels)[number];
  demonstration: boolean;
  plantFile: string | undefined;
  /** Undefined: the embedded part. */
  influx: InfluxConfig | undefined;
  databaseUrl: string | undefined;
  /** Set: several processes share the work. */
  redisUrl: string | undefined;
  spoolMaxBytes: number;
}

export type ConfigOutcome = { ok: true; config: Config } | { ok: false; errors: string[] };

/**
 * Reads every `TAKT_*` key; all errors at once, each naming its key. An empty value counts as unset. Any key may be given as
 * `<key>_FILE`: then the value is the content of that file, so that a secret stands in no environment.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): ConfigOutcome {
  const known = Object.keys(schema.shape);
  const { given, errors: unreadable } = withFiles(environment, known);
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  const result = schema.safeParse(given);
  const errors = [
    ...unreadable,
    ...unknown.map((key) => `${key} is not known; did you mean ${nearest(key, known)}?`),
    ...(result.error?.issues ?? []).map((issue) => `${String(issue.path[0])} ${reasonOf(issue)}`),
    ...(result.success ? conflictsOf(result.data) : []),
  ];
  if (!result.success || errors.length > 0) return { ok: false, errors };
  return { ok: true, config: toConfig(result.data) };
}

function withFiles(environment: Readonly<Record<string, string | undefined>>, known: readonly string[]) {
  const given: Record<string, string> = {};
  const errors: string[] = [];
  for (const [key, value] of Object.entries(environment)) {
    if (!key.startsWith('TAKT_') || value === undefined || value === '') continue;
    const target = key.replace(/_FILE$/, '');
    if (known.includes(key) || target === key || !known.includes(target)) given[key] = value;
    else if (environment[target]) errors.push(`${key} and ${target} are both set; one says it`);
    else {
      try {
        given[target] = readFileSync(value, 'utf8').trimEnd();
      } catch (error) {
        errors.push(`${key} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  return { given, errors };
}

/** What each key allows, but not together. */
function conflictsOf(values: z.output<typeof schema>): string[] {
  const production = ['TAKT_INFLUX_URL', 'TAKT_DATABASE_URL', 'TAKT_MQTT_URL'] as const;
  const embedded = production.filter((key) => values[key] === undefined);
  if (values.TAKT_REDIS_URL !== undefined && embedded.length > 0) {
    return [`TAKT_REDIS_URL lets several processes share the work, which needs ${embedded.join(', ')} too`];
  }
  if ((values.TAKT_AUTHORITY_CERTIFICATE === undefined) !== (values.TAKT_AUTHORITY_KEY === undefined)) {
    return ['TAKT_AUTHORITY_CERTIFICATE and TAKT_AUTHORITY_KEY belong together: set both or none'];
  }
  if (values.TAKT_MQTT_DYNAMIC_SECURITY_URL !== undefined && values.TAKT_MQTT_URL === undefined) {
    return ['TAKT_MQTT_DYNAMIC_SECURITY_URL is for an external broker: set TAKT_MQTT_URL too'];
  }
  if (values.TAKT_REDIS_URL === undefined && values.TAKT_ROLES.length < allRoles.length) {
    return [`TAKT_ROLES must be all of ${allRoles.join(',')} without TAKT_REDIS_URL: one process does everything`];
  }
  return (['TAKT_HTTP_HOST', 'TAKT_MQTT_HOST'] as const)
    .filter((key) => !values.TAKT_ALLOW_UNPROTECTED && !isLoopbackHost(values[key]))
    .map((key) => `${key} must be a loopback address (127.0.0.1, ::1, localhost): there is no access control yet`);
}

function reasonOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_value' ? `must be one of ${issue.values.join(', ')}` : issue.message;
}

function toConfig(values: z.output<typeof schema>): Config {
  return {
    dataDirectory: resolve(values.TAKT_DATA_DIR),
    roles: new Set(values.TAKT_ROLES),
    instance:
      values.TAKT_INSTANCE ??
      `${hostname()
        .replace(/[^\w.-]/g, '-')
        .slice(0, 48)}-${process.pid}`,
    http: { host: values.TAKT_HTTP_HOST, port: values.TAKT_HTTP_PORT },
    mqtt: {
      host: values.TAKT_MQTT_HOST,
      port: values.TAKT_MQTT_PORT,
      url: values.TAKT_MQTT_URL,
      ca: values.TAKT_MQTT_CA,
      dynamicSecurityUrl: values.TAKT_MQTT_DYNAMIC_SECURITY_URL,
    },
    authority: authorityOf(values),
    brokerSecret: values.TAKT_BROKER_SECRET,
    logLevel: values.TAKT_LOG_LEVEL,
    demonstration: values.TAKT_DEMONSTRATION,
    plantFile: values.TAKT_PLANT_FILE,
    influx: influxOf(values),
    databaseUrl: values.TAKT_DATABASE_URL,
    redisUrl: values.TAKT_REDIS_URL,
    spoolMaxBytes: values.TAKT_SPOOL_MAX_MB * 1_000_000,
  };
}

function authorityOf({ TAKT_AUTHORITY_CERTIFICATE: certificate, TAKT_AUTHORITY_KEY: key }: z.output<typeof schema>) {
  return certificate === undefined || key === undefined ? undefined : { certificate, key };
}

function influxOf(values: z.output<typeof schema>): InfluxConfig | undefined {
  if (values.TAKT_INFLUX_URL === undefined) return undefined;
  return {
    url: values.TAKT_INFLUX_URL,
    database: values.TAKT_INFLUX_DATABASE,
    org: values.TAKT_INFLUX_ORG,
    token: values.TAKT_INFLUX_TOKEN,
    user: values.TAKT_INFLUX_USER,
    password: values.TAKT_INFLUX_PASSWORD,
    rawDays: values.TAKT_INFLUX_RAW_DAYS,
    minuteDays: values.TAKT_INFLUX_MINUTE_DAYS,
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
