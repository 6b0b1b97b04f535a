// Owns where devices connect: the plain and the TLS port, what comes in too great numbers, and whose certificate is in order.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from 'node:tls';
import type { Metrics } from '../../../metrics/index.ts';
import type { Arrivals } from './arrivals.ts';

export interface TlsCertificates {
  /** PEM. */
  key: string;
  /** PEM; the chain where there is one. */
  cert: string;
  /** PEM of the authority of devices; absent: devices have no certificates. */
  ca?: string | undefined;
}

export interface TlsOptions extends TlsCertificates {
  host: string;
  /** 0: any free port. */
  port: number;
  /** False: certificates of devices are not asked for, though there is an authority. Default true. */
  requestCert?: boolean | undefined;
}

export type ClientCertificate =
  | { kind: 'none' }
  | { kind: 'valid'; fingerprint: string }
  | { kind: 'bad'; reason: string };

/** What is known of a connection before its first packet. */
export interface Origin {
  address: string;
  certificate: ClientCertificate;
}

interface ListenersOptions {
  plain: { host: string; port: number };
  tls: TlsOptions | undefined;
  /** Open connections on each port. */
  connections: number;
  arrivals: Arrivals;
  metrics: Metrics;
  onConnection(socket: Socket, origin: Origin): void;
}

export interface Listeners {
  port: number;
  tlsPort: number | undefined;
  /** Connections from here on are made with these; throws where they are none. */
  renew(certificates: TlsCertificates): void;
  /** Takes no more connections; resolves when the last one is closed. */
  close(): Promise<void>;
  /** Cuts those that are still open. */
  cutAll(): void;
}

const handshakeMs = 10_000;

export async function startListeners(options: ListenersOptions): Promise<Listeners> {
  const { arrivals, metrics, onConnection, tls } = options;
  const refused = metrics.counter(
    'takt_mqtt_connections_refused_total',
    'Connections refused by the broker before anything was read, and those of users that connect too often',
    ['reason'],
  );
  const open = new Set<Socket>();
  const secure = tls && createTlsServer(tlsSettings(tls));
  secure?.on('secureConnection', (socket) => {
    socket.setNoDelay(true);
    onConnection(socket, { address: addressOf(socket), certificate: certificateOf(socket) });
  });
  secure?.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    // Who only knocks and goes, as a load balancer's check does, is not refused.
    if (error.code !== 'ECONNRESET') refused.inc({ reason: 'tls_handshake' });
    socket.destroy();
  });

  const listen = async (place: { host: string; port: number }, take: (socket: Socket) => void) => {
    const server = createServer({ noDelay: true }, (socket) => {
      const fault = arrivals.admit(addressOf(socket));
      if (fault) {
        refused.inc({ reason: fault });
        socket.resetAndDestroy();
        return;
      }
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      take(socket);
    });
    server.maxConnections = options.connections;
    server.on('drop', () => refused.inc({ reason: 'full' }));
    server.listen(place.port, place.host);
    await once(server, 'listening');
    return server;
  };

  const plain = await listen(options.plain, (socket) =>
    onConnection(socket, { address: addressOf(socket), certificate: { kind: 'none' } }),
  );
  // Counted before the handshake, which is the expensive part of a storm; the TLS server itself never listens.
  const outer = tls && secure ? await listenOrEnd(plain, () => listen(tls, handshake(secure))) : undefined;
  return {
    port: portOf(plain),
    tlsPort: outer && portOf(outer),
    renew(certificates) {
      if (!tls) throw new Error('the broker does not listen with TLS');
      secure?.setSecureContext(contextOf(certificates));
    },
    async close() {
      await Promise.all([plain, outer].map(closed));
    },
    cutAll() {
      for (const socket of open) socket.destroy();
    },
  };
}

function handshake(secure: TlsServer): (socket: Socket) => void {
  return (socket) => void secure.emit('connection', socket);
}

async function listenOrEnd(other: Server, listen: () => Promise<Server>): Promise<Server> {
  try {
    return await listen();
  } catch (error) {
    other.close();
    throw error;
  }
}

function contextOf({ key, cert, ca }: TlsCertificates) {
  return { key, cert, minVersion: 'TLSv1.2' as const, ...(ca === undefined ? {} : { ca }) };
}

function tlsSettings({ requestCert = true, ...certificates }: TlsOptions) {
  return {
    ...contextOf(certificates),
    handshakeTimeout: handshakeMs,
    // Without an authority of its own the system's would be believed, which signed certificates for half the world.
    requestCert: requestCert && certificates.ca !== undefined,
    // Refused with the CONNECT instead: a device is told why there.
    rejectUnauthorized: false,
  };
}

function certificateOf(socket: TLSSocket): ClientCertificate {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return { kind: 'none' };
  // `authorized` stands in the session that is resumed, too; the time of the certificate does not stand still.
  if (socket.authorized && Date.now() <= certificate.validToDate.getTime())
    return { kind: 'valid', fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase() };
  const reason = socket.authorizationError;
  return { kind: 'bad', reason: reason instanceof Error ? reason.message : String(reason ?? 'expired') };
}

function addressOf(socket: Socket): string {
  return socket.remoteAddress ?? 'unknown';
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function closed(server: Server | undefined): Promise<void> {
  return new Promise((resolve) => (server ? server.close(() => resolve()) : resolve()));
}
