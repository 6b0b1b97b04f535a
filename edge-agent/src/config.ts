// Owns the agent's configuration: a YAML file and what the environment overrides, checked as a whole before anything starts.
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { codeSchema } from '@takt/model/plant';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { type CredentialFiles, type Credentials, readCredentials } from './credentials.ts';
import { checkDriver, type DriverConfig, driverSchema, machinesOf } from './drivers/index.ts';
import { type Finding, findings } from './findings.ts';
import { logLevels } from './log.ts';

const mqttUrl = z.url({
  protocol: /^(mqtts?|tcp|tls|wss?)$/,
  error: 'must be a URL such as mqtt://host:1883',
});

const mqttSchema = z.strictObject({
  url: mqttUrl,
  username: z.string().min(1).optional(),
  password: z.string().min(1).optional(),
  /** File with the password, so that it need not stand here; relative to the configuration file. */
  passwordFile: z.string().min(1).optional(),
  /** PEM file of the authority that signed the broker's certificate; relative to the configuration file. */
  caFile: z.string().min(1).optional(),
  /** PEM files of a certificate this agent proves itself with, and of its key; relative to the configuration file. */
  certFile: z.string().min(1).optional(),
  keyFile: z.string().min(1).optional(),
  /** Must be unique at the broker. Default: takt-{site}-{node}. */
  clientId: z.string().min(1).max(128).optional(),
  version: z.enum(['3.1.1', '5']).default('3.1.1'),
});

const outboxSchema = z.strictObject({
  /** Most bytes of readings kept on disk until the server has committed them. */
  maxBytes: z
    .int()
    .min(65_536)
    .max(1024 ** 4)
    .default(512 * 1024 * 1024),
  /** Which readings are given up when it is full; both ways are counted and logged. */
  whenFull: z.enum(['drop_oldest', 'refuse_new']).default('drop_oldest'),
});

const agentSchema = z.strictObject({
  /** Code of the factory the machines stand in. */
  site: codeSchema,
  /** Name of this agent, unique within the site. */
  node: codeSchema,
  /** Where the outbox lies; relative to the working directory. One agent each. */
  dataDir: z.string().min(1),
  mqtt: mqttSchema,
  /** Host application whose presence is waited for before anything is sent; null: none is waited for. */
  primaryHost: codeSchema.nullable().default('takt'),
  outbox: outboxSchema.prefault({}),
  /** How often the last state of a machine that answers is repeated; must stay below the staleness the server counts with. */
  lifeSignSeconds: z.number().min(1).max(3600).default(60),
  drivers: z.array(driverSchema).min(1),
});

const environmentSchema = z.object({
  TAKT_MQTT_URL: mqttUrl.optional(),
  TAKT_MQTT_USERNAME: z.string().min(1).optional(),
  TAKT_MQTT_PASSWORD_FILE: z.string().min(1).optional(),
  TAKT_MQTT_CA_FILE: z.string().min(1).optional(),
  TAKT_MQTT_CERT_FILE: z.string().min(1).optional(),
  TAKT_MQTT_KEY_FILE: z.string().min(1).optional(),
  TAKT_DATA_DIR: z.string().min(1).optional(),
  TAKT_LOG_LEVEL: z.enum(logLevels).default('info'),
  TAKT_DEMONSTRATION_PROGRESS_URL: z.url({ protocol: /^https?$/, error: 'must be an HTTP URL' }).optional(),
  TAKT_DEMONSTRATION_PROGRESS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be an API token')
    .optional(),
});

export interface Config {
  site: string;
  node: string;
  dataDirectory: string;
  mqtt: {
    url: string;
    clientId: string;
    version: '3.1.1' | '5';
    username?: string;
    password?: string;
    /** PEM; absent: the authorities the system knows. */
    ca?: string;
    /** PEM. */
    cert?: string;
    key?: string;
    /** What the files say now, for the next attempt to connect: it may have changed. Undefined where they cannot be used. */
    renewed?: () => Promise<Credentials | undefined>;
  };
  primaryHost: string | null;
  outbox: z.output<typeof outboxSchema>;
  lifeSignMs: number;
  drivers: DriverConfig[];
  logLevel: (typeof logLevels)[number];
  /** Where the progress of simulated history is reported. */
  progressUrl: string | undefined;
  /** API token it is reported with. */
  progressToken?: string | undefined;
}

export type ConfigOutcome = { ok: true; config: Config } | { ok: false; errors: string[] };
type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the file at `path`. All errors at once, each naming its key and, where there is one, its line. */
export async function readConfig(path: string, environment: Environment): Promise<ConfigOutcome> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    return { ok: false, errors: [`${path} cannot be read: ${messageOf(error)}`] };
  }
  const parsed = parseConfig(text, environment);
  if (!parsed.ok) return parsed;
  const { files, ...config } = parsed.config;
  const read = () => readCredentials(files, dirname(path));
  const credentials = await read();
  if (!credentials.ok) return credentials;
  const renewed = async () => {
    const outcome = await read();
    return outcome.ok ? outcome.given : undefined;
  };
  return { ok: true, config: { ...config, mqtt: { ...config.mqtt, ...credentials.given, renewed } } };
}

type Parsed = { ok: true; config: Config & { files: CredentialFiles } } | { ok: false; errors: string[] };

/** The same for a text; the files it names are left to be read. */
export function parseConfig(text: string, environment: Environment): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      ok: false,
      errors: document.errors.map((error) => `line ${lines.linePos(error.pos[0]).line}: ${error.message}`),
    };
  }
  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return undefined;
  };
  let input: unknown;
  try {
    input = document.toJS();
  } catch (error) {
    return { ok: false, errors: [messageOf(error)] };
  }
  const file = agentSchema.safeParse(input);
  const settings = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const overrides = environmentSchema.safeParse(settings);
  const mqtt = file.success ? withEnvironment(file.data.mqtt, overrides.data ?? {}) : undefined;
  const own = [...findings(input, file), ...(file.success && mqtt ? disagreements({ ...file.data, mqtt }) : [])].map(
    (finding) => sentence(finding, lineOf(finding.path)),
  );
  const theirs = overrides.success ? [] : findings({}, overrides).map((finding) => sentence(finding, undefined));
  if (!file.success || !mqtt || !overrides.success || own.length > 0) return { ok: false, errors: [...own, ...theirs] };
  return { ok: true, config: toConfig({ ...file.data, mqtt }, overrides.data) };
}

type Mqtt = z.output<typeof mqttSchema>;
type Overrides = Partial<z.output<typeof environmentSchema>>;

/** A path from the environment counts from the working directory, one from the file from the file's. */
function withEnvironment(mqtt: Mqtt, environment: Overrides): Mqtt {
  const { TAKT_MQTT_URL: url, TAKT_MQTT_USERNAME: username } = environment;
  const { TAKT_MQTT_PASSWORD_FILE: passwordFile, TAKT_MQTT_CA_FILE: caFile } = environment;
  const { TAKT_MQTT_CERT_FILE: certFile, TAKT_MQTT_KEY_FILE: keyFile } = environment;
  const { password, ...rest } = mqtt;
  const secret = passwordFile === undefined ? { password } : { passwordFile: resolve(passwordFile) };
  return {
    ...rest,
    ...secret,
    url: url ?? rest.url,
    username: username ?? rest.username,
    caFile: caFile === undefined ? rest.caFile : resolve(caFile),
    certFile: certFile === undefined ? rest.certFile : resolve(certFile),
    keyFile: keyFile === undefined ? rest.keyFile : resolve(keyFile),
  };
}

function sentence({ path, reason }: Finding, line: number | undefined): string {
  const name = path.length === 0 ? 'the file' : path.map(String).join('.');
  return `${name} ${reason}${line === undefined ? '' : ` (line ${line})`}`;
}

/** What the schemas of the parts cannot see. */
function disagreements(config: z.output<typeof agentSchema>): Finding[] {
  const found: Finding[] = [];
  const { mqtt } = config;
  if (mqtt.password !== undefined && mqtt.passwordFile !== undefined)
    found.push({ path: ['mqtt', 'passwordFile'], reason: 'and mqtt.password exclude each other' });
  if ((mqtt.password ?? mqtt.passwordFile) !== undefined && mqtt.username === undefined)
    found.push({ path: ['mqtt', 'username'], reason: 'is required where there is a password' });
  if ((mqtt.certFile === undefined) !== (mqtt.keyFile === undefined)) {
    const [missing, given] = mqtt.keyFile === undefined ? ['keyFile', 'certFile'] : ['certFile', 'keyFile'];
    found.push({ path: ['mqtt', missing], reason: `is required where there is mqtt.${given}` });
  }
  if (mqtt.certFile !== undefined && !/^(mqtts|tls|wss):/.test(mqtt.url))
    found.push({ path: ['mqtt', 'certFile'], reason: 'needs TLS: mqtt.url must begin with mqtts:// or wss://' });
  const owners = new Map<string, number>();
  for (const [index, driver] of config.drivers.entries()) {
    const complain = (path: (string | number)[], reason: string) =>
      found.push({ path: ['drivers', index, ...path], reason });
    checkDriver(driver, complain);
    for (const machine of machinesOf(driver)) {
      const owner = owners.get(machine);
      if (owner !== undefined && owner !== index)
        complain([], `reports machine "${machine}", which drivers.${owner} reports already`);
      owners.set(machine, index);
    }
  }
  return found;
}

function toConfig(file: z.output<typeof agentSchema>, environment: z.output<typeof environmentSchema>) {
  const { site, node, primaryHost, outbox, drivers } = file;
  const { url, username, password, clientId = `takt-${site}-${node}`, version } = file.mqtt;
  const { passwordFile, caFile, certFile, keyFile } = file.mqtt;
  return {
    site,
    node,
    primaryHost,
    outbox,
    drivers,
    dataDirectory: resolve(environment.TAKT_DATA_DIR ?? file.dataDir),
    mqtt: {
      url,
      clientId,
      version,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    },
    files: { passwordFile, caFile, certFile, keyFile },
    lifeSignMs: file.lifeSignSeconds * 1000,
    logLevel: environment.TAKT_LOG_LEVEL,
    progressUrl: environment.TAKT_DEMONSTRATION_PROGRESS_URL,
    progressToken: environment.TAKT_DEMONSTRATION_PROGRESS_TOKEN,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
