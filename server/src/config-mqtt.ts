// Owns the settings by which devices are reached: the embedded broker or one outside, TLS, credentials, and what may not be together.
import { hostname } from 'node:os';
import { z } from 'zod';
import { flag, port } from './config-http.ts';
import { isLoopbackHost, tlsFault } from './platform/http/index.ts';

const brokerUrl = (example: string) =>
  z.url({ protocol: /^(mqtts?|tcp|tls|wss?)$/, error: `must be a URL such as ${example}` });
const certificate = z.string().includes('BEGIN CERTIFICATE', 'must be a certificate in PEM form');
const privateKey = z.string().includes('PRIVATE KEY', 'must be a private key in PEM form');

export const mqttSettings = {
  /** Of the embedded broker; 0: any free port. */
  TAKT_MQTT_PORT: port.default(1883),
  TAKT_MQTT_HOST: z.string().min(1).default('127.0.0.1'),
  /** A second port of the embedded broker, with TLS; absent: there is none. 0: any free port. */
  TAKT_MQTT_TLS_PORT: port.optional(),
  TAKT_MQTT_TLS_HOST: z.string().min(1).default('127.0.0.1'),
  /** PEM of the embedded broker's certificate and its key; absent: the authority of devices makes one at every start. */
  TAKT_MQTT_TLS_CERT: certificate.optional(),
  TAKT_MQTT_TLS_KEY: privateKey.optional(),
  /** Names and addresses that certificate is made for, separated by commas; absent: localhost and this machine's name. */
  TAKT_MQTT_TLS_NAMES: z
    .string()
    .transform((text) => text.split(',').map((name) => name.trim()))
    .pipe(z.array(z.string().regex(/^[\w.:-]{1,253}$/, 'must be host names or addresses, separated by commas')))
    .optional(),
  /** Lets the port without TLS be reached from other machines. */
  TAKT_ALLOW_PLAIN_MQTT: flag.default(false),
  /** Lets devices without credentials speak as whoever they say they are; from this machine only. */
  TAKT_MQTT_ANONYMOUS: flag.default(false),
  /** An external broker instead of the embedded one. */
  TAKT_MQTT_URL: brokerUrl('mqtt://host:1883').optional(),
  /** PEM of the authority that signed the broker's certificate, where the system does not know it. */
  TAKT_MQTT_CA: certificate.optional(),
  /** Administrator of Mosquitto's dynamic-security plugin at the same broker: Takt gives it the credentials of devices. */
  TAKT_MQTT_DYNAMIC_SECURITY_URL: brokerUrl('mqtt://admin:password@host:1883').optional(),
  /** Authority of devices' certificates, PEM; absent: one is made in the data directory. */
  TAKT_AUTHORITY_CERTIFICATE: certificate.optional(),
  TAKT_AUTHORITY_KEY: privateKey.optional(),
  /** What a broker that asks Takt about its clients (EMQX) proves itself with; absent: it cannot ask. */
  TAKT_BROKER_SECRET: z.string().min(32, 'must be at least 32 characters').optional(),
};
const schema = z.object(mqttSettings);
type Values = z.output<typeof schema>;

export interface MqttConfig {
  host: string;
  port: number;
  /** Undefined: no port with TLS. `files` undefined: made by the authority. */
  tls: { host: string; port: number; files: { cert: string; key: string } | undefined; names: string[] } | undefined;
  anonymous: boolean;
  /** Undefined: the embedded broker. */
  url: string | undefined;
  ca: string | undefined;
  dynamicSecurityUrl: string | undefined;
  /** PEM; undefined: made in the data directory. */
  authority: { certificate: string; key: string } | undefined;
  brokerSecret: string | undefined;
}

/** Only where `mqttConflicts` finds nothing. */
export function mqttConfig(values: Values): MqttConfig {
  const { TAKT_AUTHORITY_CERTIFICATE: authority, TAKT_AUTHORITY_KEY: authorityKey } = values;
  return {
    host: values.TAKT_MQTT_HOST,
    port: values.TAKT_MQTT_PORT,
    tls: tlsOf(values),
    anonymous: values.TAKT_MQTT_ANONYMOUS,
    url: values.TAKT_MQTT_URL,
    ca: values.TAKT_MQTT_CA,
    dynamicSecurityUrl: values.TAKT_MQTT_DYNAMIC_SECURITY_URL,
    authority:
      authority === undefined || authorityKey === undefined ? undefined : { certificate: authority, key: authorityKey },
    brokerSecret: values.TAKT_BROKER_SECRET,
  };
}

function tlsOf(values: Values): MqttConfig['tls'] {
  const { TAKT_MQTT_TLS_PORT: tlsPort, TAKT_MQTT_TLS_CERT: cert, TAKT_MQTT_TLS_KEY: key } = values;
  if (tlsPort === undefined) return undefined;
  return {
    host: values.TAKT_MQTT_TLS_HOST,
    port: tlsPort,
    files: cert === undefined || key === undefined ? undefined : { cert, key },
    names: values.TAKT_MQTT_TLS_NAMES ?? ['localhost', '127.0.0.1', hostname()],
  };
}

export function mqttConflicts(values: Values): string[] {
  return [...pairs(values), ...openHosts(values), ...external(values)];
}

function pairs(values: Values): string[] {
  const { TAKT_MQTT_TLS_CERT: cert, TAKT_MQTT_TLS_KEY: key } = values;
  if ((cert === undefined) !== (key === undefined))
    return ['TAKT_MQTT_TLS_CERT and TAKT_MQTT_TLS_KEY belong together: set both or none'];
  if ((values.TAKT_AUTHORITY_CERTIFICATE === undefined) !== (values.TAKT_AUTHORITY_KEY === undefined))
    return ['TAKT_AUTHORITY_CERTIFICATE and TAKT_AUTHORITY_KEY belong together: set both or none'];
  const fault = cert !== undefined && key !== undefined ? tlsFault({ cert, key }) : undefined;
  return fault ? [`TAKT_MQTT_TLS_${fault.of.toUpperCase()} ${fault.reason}`] : [];
}

/** Secrets of devices do not cross a network in the clear unless somebody said so, and nobody unknown speaks from elsewhere. */
function openHosts(values: Values): string[] {
  const { TAKT_MQTT_HOST: host, TAKT_MQTT_TLS_HOST: tlsHost, TAKT_MQTT_ANONYMOUS: anonymous } = values;
  const open = [
    ...(isLoopbackHost(host) ? [] : ['TAKT_MQTT_HOST']),
    ...(values.TAKT_MQTT_TLS_PORT === undefined || isLoopbackHost(tlsHost) ? [] : ['TAKT_MQTT_TLS_HOST']),
  ];
  if (anonymous && open.length > 0)
    return [`TAKT_MQTT_ANONYMOUS is for this machine only: ${open.join(', ')} must be a loopback address with it`];
  if (isLoopbackHost(host) || values.TAKT_ALLOW_PLAIN_MQTT) return [];
  return [
    'TAKT_MQTT_HOST must be a loopback address (127.0.0.1, ::1, localhost), as it speaks without TLS: use TAKT_MQTT_TLS_PORT and TAKT_MQTT_TLS_HOST, or set TAKT_ALLOW_PLAIN_MQTT=true',
  ];
}

function external(values: Values): string[] {
  if (values.TAKT_MQTT_URL !== undefined) {
    return values.TAKT_MQTT_ANONYMOUS
      ? ['TAKT_MQTT_ANONYMOUS is of the embedded broker: with TAKT_MQTT_URL the broker decides who may speak']
      : [];
  }
  if (values.TAKT_MQTT_DYNAMIC_SECURITY_URL === undefined) return [];
  return ['TAKT_MQTT_DYNAMIC_SECURITY_URL is for an external broker: set TAKT_MQTT_URL too'];
}
