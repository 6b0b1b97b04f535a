// Owns the settings by which HTTP is reached: host, port, TLS, proxies, the public address, and what of it may not be together.
import { z } from 'zod';
import { isLoopbackHost, readTrustProxy, type TlsFiles, type TrustProxy, tlsFault } from './platform/http/index.ts';

export const port = z.coerce.number('must be a port, 0–65535').int().min(0).max(65535);
export const flag = z
  .enum(['true', 'false', '1', '0'], 'must be true or false')
  .transform((text) => text === 'true' || text === '1');

export const httpSettings = {
  /** 0: any free port; the actual one stands in `server.json` in the data directory. */
  TAKT_HTTP_PORT: port.default(8080),
  TAKT_HTTP_HOST: z.string().min(1).default('127.0.0.1'),
  /** The address people use; beside the loopback names the only one that is answered. */
  TAKT_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be a URL such as https://takt.example', abort: true })
    .refine(isOrigin, 'must be an address without path, query and password, such as https://takt.example')
    .optional(),
  /** PEM: the server's certificate, then those between it and the authority. With it only TLS is spoken. */
  TAKT_HTTP_TLS_CERT: z.string().min(1).optional(),
  /** PEM, without a passphrase. */
  TAKT_HTTP_TLS_KEY: z.string().min(1).optional(),
  /** Proxies that are believed when they say who asked and how: their number, or their addresses. */
  TAKT_HTTP_TRUST_PROXY: z
    .string()
    .transform((text, context) => readTrustProxy(text) ?? refuseTrustProxy(context))
    .optional(),
  /** Lets HTTP go beyond loopback without TLS, as inside a container whose port is published on loopback only. */
  TAKT_ALLOW_PLAIN_HTTP: flag.default(false),
};
const schema = z.object(httpSettings);
type Values = z.output<typeof schema>;

export interface HttpConfig {
  host: string;
  port: number;
  /** Undefined: plain HTTP. */
  tls: TlsFiles | undefined;
  /** Undefined: no proxy is believed. */
  trustProxy: TrustProxy | undefined;
  /** Origin, without a slash at its end. */
  publicUrl: string | undefined;
}

/** Only where `httpConflicts` finds nothing. */
export function httpConfig(values: Values): HttpConfig {
  const { TAKT_HTTP_TLS_CERT: cert, TAKT_HTTP_TLS_KEY: key, TAKT_PUBLIC_URL: publicUrl } = values;
  return {
    host: values.TAKT_HTTP_HOST,
    port: values.TAKT_HTTP_PORT,
    tls: cert !== undefined && key !== undefined ? { cert, key } : undefined,
    trustProxy: values.TAKT_HTTP_TRUST_PROXY,
    publicUrl: publicUrl === undefined ? undefined : new URL(publicUrl).origin,
  };
}

export function httpConflicts(values: Values): string[] {
  const { TAKT_HTTP_TLS_CERT: cert, TAKT_HTTP_TLS_KEY: key } = values;
  if (cert !== undefined && key === undefined) return ['TAKT_HTTP_TLS_KEY is missing: TAKT_HTTP_TLS_CERT needs it'];
  if (key !== undefined && cert === undefined) return ['TAKT_HTTP_TLS_CERT is missing: TAKT_HTTP_TLS_KEY needs it'];
  const fault = cert !== undefined && key !== undefined ? tlsFault({ cert, key }) : undefined;
  if (fault) return [`TAKT_HTTP_TLS_${fault.of.toUpperCase()} ${fault.reason}`];
  return [...plainAddress(values), ...openHost(values)];
}

/** Passwords and sessions do not cross a network in the clear unless somebody said so. */
function plainAddress({ TAKT_PUBLIC_URL: publicUrl, TAKT_ALLOW_PLAIN_HTTP: allowed }: Values): string[] {
  if (publicUrl === undefined || allowed) return [];
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol === 'https:' || isLoopbackHost(hostname)) return [];
  return ['TAKT_PUBLIC_URL must be an https address; TAKT_ALLOW_PLAIN_HTTP=true lets it be http'];
}

function openHost(values: Values): string[] {
  const { TAKT_HTTP_HOST: host, TAKT_ALLOW_PLAIN_HTTP: allowed } = values;
  if (allowed || isLoopbackHost(host)) return [];
  const missing = [
    ...(values.TAKT_HTTP_TLS_CERT === undefined && values.TAKT_HTTP_TRUST_PROXY === undefined
      ? ['TAKT_HTTP_TLS_CERT and TAKT_HTTP_TLS_KEY, or TAKT_HTTP_TRUST_PROXY where a proxy speaks TLS']
      : []),
    ...(values.TAKT_PUBLIC_URL === undefined ? ['TAKT_PUBLIC_URL, the address people use'] : []),
  ];
  if (missing.length === 0) return [];
  return [`TAKT_HTTP_HOST ${host} is beyond loopback, which needs ${missing.join('; and ')}`];
}

/** An address of a whole server: nothing after host and port, nobody before them. */
function isOrigin(text: string): boolean {
  const { origin, href } = URL.parse(text) ?? {};
  return href === `${origin}/`;
}

function refuseTrustProxy(context: z.core.$RefinementCtx): never {
  context.issues.push({
    code: 'custom',
    message: 'must be the number of proxies, 1–10, or their addresses, such as 10.0.0.7,192.168.1.0/24',
    input: context.value,
  });
  return z.NEVER;
}
