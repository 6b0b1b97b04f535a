// Owns what is known of every request: its id, its line in the log, its share in the metrics.
import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Log } from '../log/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { problemOfError, sendProblem } from './problem.ts';

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export function observe(log: Log, metrics: Metrics): RequestHandler {
  const requests = metrics.counter('takt_http_requests_total', 'HTTP requests answered', ['route', 'status']);
  const seconds = metrics.histogram('takt_http_request_seconds', 'Time to answer a request', buckets, ['route']);
  return (request, response, next) => {
    const began = performance.now();
    const given = request.get('x-request-id');
    const id = given && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    response.locals.requestId = id;
    response.set('X-Request-Id', id);
    response.once('close', () => {
      const durationMs = performance.now() - began;
      const route = typeof response.locals.route === 'string' ? response.locals.route : 'other';
      requests.inc({ route, status: String(response.statusCode) });
      seconds.observe({ route }, durationMs / 1000);
      const { method, path } = request;
      const entry = { id, method, path, status: response.statusCode, durationMs: Math.round(durationMs * 10) / 10 };
      log.debug(entry, 'request');
    });
    next();
  };
}

/** Answers whatever was thrown; only faults of ours are logged, and nothing of them leaves the server. */
export function answerErrors(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const document = problemOfError(error);
    if (document.status >= 500) {
      log.error(
        { err: error, id: response.locals.requestId, method: request.method, path: request.path },
        'request failed',
      );
    }
    if (response.headersSent) next(error);
    else sendProblem(response, document);
  };
}
