// Public surface of HTTP: the contract bound to handlers, with docs, health, metrics and the web app on one port.
import type { IncomingMessage, Server } from 'node:http';
import express, { type Express } from 'express';
import type { Log } from '../log/index.ts';
import type { Metrics } from '../metrics/index.ts';
import type { HttpAccess, Sender } from './access.ts';
import { bindRoutes } from './bind.ts';
import { type BrokerQuestions, bindBroker } from './broker.ts';
import { type ConnectionLimits, createConnections } from './connections.ts';
import { bindDocs } from './docs.ts';
import { createSenderCheck, guard, isLoopbackHost, type SenderCheck } from './guard.ts';
import type { Handlers } from './handler.ts';
import { securityHeaders } from './headers.ts';
import { bindHealth, type Check } from './health.ts';
import { answerErrors, observe } from './observe.ts';
import { openApiDocument } from './openapi.ts';
import { problem, sendProblem } from './problem.ts';
import type { TrustProxy } from './proxy.ts';
import { handshakeSenderOf } from './sender.ts';
import type { TlsFiles } from './tls.ts';
import { serveWeb } from './web.ts';

export type { HttpAccess, Sender } from './access.ts';
export { isLoopbackHost } from './guard.ts';
export type { Handlers } from './handler.ts';
export type { Check } from './health.ts';
export { readTrustProxy, type TrustProxy } from './proxy.ts';
export { type TlsFiles, tlsFault } from './tls.ts';

export interface HttpOptions {
  /** What is served beside health and metrics. Absent: nothing. */
  surface?: {
    handlers: Handlers;
    access: HttpAccess;
    /** Where the built web app lies. */
    webDirectory: string;
  };
  /** For a broker that asks about its clients; absent: it cannot. */
  broker?: BrokerQuestions | undefined;
  /** Parts `/readyz` asks. */
  checks: Record<string, Check>;
  version: string;
  log: Log;
  metrics: Metrics;
  /** Absent: plain HTTP. */
  tls?: TlsFiles | undefined;
  /** Absent: nobody is believed. */
  trustProxy?: TrustProxy | undefined;
  /** The address people use, beside the loopback names. */
  publicUrl?: string | undefined;
  limits?: Partial<ConnectionLimits>;
}

export interface Http {
  /** For what shares the port, such as sockets. */
  readonly server: Server;
  /** Who may open a socket is who may ask. */
  readonly refusedSender: SenderCheck;
  /** Who opens a socket, read as of any request. */
  senderOf(handshake: IncomingMessage): Sender;
  /** Resolves with the port; rejects where it is taken. */
  listen(host: string, port: number): Promise<number>;
  /** Stops accepting, lets requests under way end, then cuts what is left. */
  close(graceMs?: number): Promise<void>;
}

export function createHttp(options: HttpOptions): Http {
  const { tls, trustProxy, publicUrl, limits, metrics } = options;
  const refusedSender = createSenderCheck(publicUrl);
  // Behind a proxy every connection is the proxy's: counting them is its work.
  const uncounted = (address: string) => trustProxy !== undefined || isLoopbackHost(address.replace(/^::ffff:/, ''));
  const app = createApp(options, refusedSender);
  const server = createConnections(app, { tls, uncounted, limits, metrics });
  return {
    server,
    refusedSender,
    senderOf: handshakeSenderOf(app),
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          const address = server.address();
          resolve(typeof address === 'object' && address ? address.port : port);
        });
      }),
    async close(graceMs = 5000) {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

function createApp(options: HttpOptions, refusedSender: SenderCheck): Express {
  const { surface, broker, checks, version, log, metrics, trustProxy, publicUrl } = options;
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', trustProxy ?? false);
  app.use(observe(log, metrics), ...securityHeaders({ publicUrl }));
  // Before the guard: who watches over the server asks by whatever name it knows it, and learns nothing about the plant.
  bindHealth(app, checks, metrics);
  if (broker) bindBroker(app, broker);
  app.use(guard(refusedSender));
  if (surface) bindSurface(app, surface, version);
  app.use((_request, response) => sendProblem(response, problem('not_found')));
  app.use(answerErrors(log));
  return app;
}

function bindSurface(
  app: Express,
  { handlers, access, webDirectory }: Required<HttpOptions>['surface'],
  version: string,
): void {
  app.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  bindDocs(app, openApiDocument(version));
  bindRoutes(app, handlers, access);
  app.use('/api', (request, response) => {
    sendProblem(response, problem('not_found', `there is nothing at ${request.originalUrl.slice(0, 200)}`));
  });
  app.use(serveWeb(webDirectory));
}
