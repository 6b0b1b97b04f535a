// Owns how connections are taken: TLS, how long a slow client may take, how large its headers may be, how many one address may hold.
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Metrics } from '../metrics/index.ts';
import type { TlsFiles } from './tls.ts';

export interface ConnectionLimits {
  /** A request must have arrived as a whole within this. */
  requestMs: number;
  /** Its headers must have arrived within this. */
  headersMs: number;
  /** Connections one address may hold at a time. */
  perAddress: number;
}

const defaults: ConnectionLimits = { requestMs: 60_000, headersMs: 15_000, perAddress: 256 };
const keepAliveMs = 10_000;
const handshakeMs = 10_000;
const maxHeaderBytes = 16_384;

export interface ConnectionOptions {
  tls?: TlsFiles | undefined;
  /** Addresses that are not counted: a proxy that speaks for everybody, programs on this machine. */
  uncounted: (address: string) => boolean;
  limits?: Partial<ConnectionLimits> | undefined;
  metrics: Metrics;
}

export function createConnections(answer: RequestListener, options: ConnectionOptions): Server {
  const limits = { ...defaults, ...options.limits };
  const settings: ServerOptions = {
    requestTimeout: limits.requestMs,
    headersTimeout: limits.headersMs,
    connectionsCheckingInterval: Math.min(5000, limits.headersMs),
    keepAliveTimeout: keepAliveMs,
    maxHeaderSize: maxHeaderBytes,
    insecureHTTPParser: false,
    requireHostHeader: true,
  };
  const { tls } = options;
  const server = tls
    ? createTlsServer({ ...settings, ...tls, minVersion: 'TLSv1.2', handshakeTimeout: handshakeMs }, answer)
    : createServer(settings, answer);
  boundByAddress(server, limits.perAddress, options);
  return server;
}

/** One address cannot take all the connections there are; what is too much is cut before a byte of it is read. */
function boundByAddress(server: Server, most: number, { uncounted, metrics }: ConnectionOptions): void {
  const held = new Map<string, number>();
  const refused = metrics.counter(
    'takt_http_connections_refused_total',
    'Connections cut because their address held too many',
  );
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress;
    if (address === undefined || uncounted(address)) return;
    const count = (held.get(address) ?? 0) + 1;
    if (count > most) {
      refused.inc();
      socket.destroy();
      return;
    }
    held.set(address, count);
    socket.once('close', () => {
      const left = (held.get(address) ?? 1) - 1;
      if (left > 0) held.set(address, left);
      else held.delete(address);
    });
  });
}
