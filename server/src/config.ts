// Owns the server's configuration: what the environment may say, checked as a whole before anything starts.
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { flag, type HttpConfig, httpConfig, httpConflicts, httpSettings } from './config-http.ts';
import { type MqttConfig, mqttConfig, mqttConflicts, mqttSettings } from './config-mqtt.ts';
import { logLevels } from './platform/log/index.ts';
import { parseSecretKey } from './platform/secrets/index.ts';
import type { InfluxConfig } from './platform/telemetry-store/adapters/influx/index.ts';

const allRoles = ['ingest', 'worker', 'api'] as const;

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
  ...httpSettings,
  ...mqttSettings,
  /** Token with which the first account is made, where nobody reads the log; absent: a link in the log. */
  TAKT_SETUP_TOKEN: z.string().min(20, 'must be at least 20 characters').max(200).optional(),
  /** Identity providers (OpenID Connect) as YAML; see config/providers.example.yaml. */
  TAKT_PROVIDERS_FILE: z.string().min(1).optional(),
  /** What one API token may ask for in a minute; more is answered with 429. */
  TAKT_TOKEN_REQUESTS_PER_MINUTE: z.coerce.number('must be a whole number').int().min(1).max(1_000_000).default(600),
  /**
   * What secrets at rest are sealed with and sessions are proven by, the same for every process: 32 bytes or more, as
   * `openssl rand -base64 32` makes them. Absent, in one process alone: made at the first start, `secret.key` in the data directory.
   */
  TAKT_SECRET_KEY: z
    .string()
    .transform((text) => parseSecretKey(text.trim()))
    .refine((key) => key !== undefined, 'must be at least 32 bytes in hexadecimal or base64')
    .optional(),
  TAKT_LOG_LEVEL: z.enum(logLevels).default('info'),
  TAKT_DEMONSTRATION: flag.default(false),
  /** A plant as YAML, applied at every start. */
  TAKT_PLANT_FILE: z.string().min(1).optional(),
  /** The city, its districts, towns and parks, as YAML; absent: config/regions/chongqing.yaml. */
  TAKT_REGIONS_FILE: z.string().min(1).optional(),
  /** How retrofit projects are handled, as YAML; absent: config/retrofit.yaml. */
  TAKT_RETROFIT_FILE: z.string().min(1).optional(),
  /** Directory of the lists the registry refers to, sectors.yaml and chains.yaml; absent: config/registry. */
  TAKT_REGISTRY_DIR: z.string().min(1).optional(),
  /** Directory of recognition schemes as YAML; absent: config/recognition. */
  TAKT_RECOGNITION_DIR: z.string().min(1).optional(),
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
  http: HttpConfig;
  mqtt: MqttConfig;
  logLevel: (typeof logLevels)[number];
  demonstration: boolean;
  plantFile: string | undefined;
  regionsFile: string;
  retrofitFile: string;
  registryDirectory: string;
  recognitionDirectory: string;
  setupToken: string | undefined;
  providersFile: string | undefined;
  /** Per API token and process. */
  tokenRequestsPerMinute: number;
  /** Undefined: kept in the data directory. */
  secretKey: Buffer | undefined;
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
  if (values.TAKT_REDIS_URL !== undefined && values.TAKT_SECRET_KEY === undefined) {
    return ['TAKT_SECRET_KEY must be given with TAKT_REDIS_URL, the same for every process: openssl rand -base64 32'];
  }
  if (values.TAKT_REDIS_URL === undefined && values.TAKT_ROLES.length < allRoles.length) {
    return [`TAKT_ROLES must be all of ${allRoles.join(',')} without TAKT_REDIS_URL: one process does everything`];
  }
  return [...mqttConflicts(values), ...httpConflicts(values)];
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
    http: httpConfig(values),
    mqtt: mqttConfig(values),
    logLevel: values.TAKT_LOG_LEVEL,
    demonstration: values.TAKT_DEMONSTRATION,
    plantFile: values.TAKT_PLANT_FILE,
    regionsFile: values.TAKT_REGIONS_FILE ?? shippedConfig('regions/chongqing.yaml'),
    retrofitFile: values.TAKT_RETROFIT_FILE ?? shippedConfig('retrofit.yaml'),
    registryDirectory: values.TAKT_REGISTRY_DIR ?? shippedConfig('registry'),
    recognitionDirectory: values.TAKT_RECOGNITION_DIR ?? shippedConfig('recognition'),
    setupToken: values.TAKT_SETUP_TOKEN,
    providersFile: values.TAKT_PROVIDERS_FILE,
    tokenRequestsPerMinute: values.TAKT_TOKEN_REQUESTS_PER_MINUTE,
    secretKey: values.TAKT_SECRET_KEY,
    influx: influxOf(values),
    databaseUrl: values.TAKT_DATABASE_URL,
    redisUrl: values.TAKT_REDIS_URL,
    spoolMaxBytes: values.TAKT_SPOOL_MAX_MB * 1_000_000,
  };
}

/** In the `config` folder that comes with Takt. */
function shippedConfig(path: string): string {
  return resolve(import.meta.dirname, '../../config', path);
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
