// Public surface of HTTP: the contract bound to handlers, with docs, health, metrics and the web app on one port.
import { createServer, type Server } from 'node:http';
import express, { type Express } from 'express';
import type { Log } from '../log/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { bindRoutes } from './bind.ts';
import { type BrokerQuestions, bindBroker } from './broker.ts';
import { bindDocs } from './docs.ts';
import { guard, securityHeaders } from './guard.ts';
import type { Handlers } from './handler.ts';
import { bindHealth, type Check } from './health.ts';
import { answerErrors, observe } from './observe.ts';
import { openApiDocument } from './openapi.ts';
import { problem, sendProblem } from './problem.ts';
import { serveWeb } from './web.ts';

export { isLoopbackHost, refusedSender } from './guard.ts';
export type { Handlers } from './handler.ts';
export type { Check } from './health.ts';

export interface HttpOptions {
  /** What is served beside health and metrics. Absent: nothing. */
  surface?: {
    handlers: Handlers;
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
}

export interface Http {
  /** For what shares the port, such as sockets. */
  readonly server: Server;
  /** Resolves with the port; rejects where it is taken. */
  listen(host: string, port: number): Promise<number>;
  /** Stops accepting, lets requests under way end, then cuts what is left. */
  close(graceMs?: number): Promise<void>;
}

export function createHttp(options: HttpOptions): Http {
  const server = createServer(
    { requestTimeout: 60_000, headersTimeout: 15_000, keepAliveTimeout: 10_000 },
    createApp(options),
  );
  return {
    server,
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

function createApp({ surface, broker, checks, version, log, metrics }: HttpOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.use(observe(log, metrics), securityHeaders);
  // Before the guard: who watches over the server asks by whatever name it knows it, and learns nothing about the plant.
  bindHealth(app, checks, metrics);
  if (broker) bindBroker(app, broker);
  app.use(guard);
  if (surface) bindSurface(app, surface, version);
  app.use((_request, response) => sendProblem(response, problem('not_found')));
  app.use(answerErrors(log));
  return app;
}

function bindSurface(
  app: Express,
  { handlers, webDirectory }: Required<HttpOptions>['surface'],
  version: string,
): void {
  app.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  bindDocs(app, openApiDocument(version));
  bindRoutes(app, handlers);
  app.use('/api', (request, response) => {
    sendProblem(response, problem('not_found', `there is nothing at ${request.originalUrl.slice(0, 200)}`));
  });
  app.use(serveWeb(webDirectory));
}
