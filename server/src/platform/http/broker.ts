// Owns the port on which a broker asks about its clients: by a shared secret, and always answered, as a broker may take an error for a yes.
import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type Express, type RequestHandler } from 'express';
import { problem, sendProblem } from './problem.ts';

export interface BrokerQuestions {
  /** What the broker shows as `Authorization: Bearer …`. */
  secret: string;
  /** Whether a client may connect; the body as it was parsed, undefined where it is no JSON. */
  authenticate(body: unknown): unknown;
  /** Whether a client may publish or subscribe. */
  authorize(body: unknown): unknown;
}

const bodyLimit = 65_536;

/** A broker is no page and knows this server by any name: bound before the guard. */
export function bindBroker(app: Express, { secret, authenticate, authorize }: BrokerQuestions): void {
  const steps = [knows(secret), express.text({ type: () => true, limit: bodyLimit })];
  const reply =
    (decide: (body: unknown) => unknown): RequestHandler =>
    (request, response) => {
      response.set('Cache-Control', 'no-store').json(decide(jsonOf(request.body)));
    };
  app.post('/api/v1/broker/authenticate', ...steps, reply(authenticate));
  app.post('/api/v1/broker/authorize', ...steps, reply(authorize));
}

function knows(secret: string): RequestHandler {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${secret}`);
  return (request, response, next) => {
    if (timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) next();
    else sendProblem(response, problem('not_found'));
  };
}

function jsonOf(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
