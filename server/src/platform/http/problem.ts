// Owns problem documents (RFC 9457): the one place where a refusal or a failure becomes an HTTP answer.
import type { Problem } from '@takt/model/api';
import type { Response } from 'express';
import type { Refusal } from '../outcome.ts';

/** Stable codes clients may translate: `type` is `/problems/<code>`. */
const titles = {
  bad_request: [400, 'The request cannot be understood'],
  invalid_input: [400, 'The input is not valid'],
  unauthorized: [401, 'Sign in first'],
  forbidden: [403, 'This may not be done'],
  forbidden_origin: [403, 'This origin may not use the interface'],
  not_found: [404, 'Not found'],
  method_not_allowed: [405, 'The method is not allowed here'],
  conflict: [409, 'In conflict with what exists'],
  too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The media type is not supported'],
  invalid: [422, 'The input does not fit what exists'],
  too_many_requests: [429, 'Too many requests'],
  internal: [500, 'Something went wrong on our side'],
  unavailable: [503, 'A part that is needed does not answer'],
} as const satisfies Record<string, readonly [number, string]>;
export type ProblemCode = keyof typeof titles;

export function problem(code: ProblemCode, detail?: string, errors?: Problem['errors']): Problem {
  const [status, title] = titles[code];
  return { type: `/problems/${code}`, title, status, ...(detail ? { detail } : {}), ...(errors ? { errors } : {}) };
}

export function problemOf(refusal: Refusal): Problem {
  return problem(refusal.kind, refusal.detail, refusal.errors);
}

export function sendRefusal(response: Response, refusal: Refusal): void {
  if (refusal.retryAfterMs !== undefined) response.set('Retry-After', String(Math.ceil(refusal.retryAfterMs / 1000)));
  if (refusal.kind === 'unauthorized') response.set('WWW-Authenticate', 'Bearer');
  sendProblem(response, problemOf(refusal));
}

export function sendProblem(response: Response, document: Problem): void {
  response.status(document.status).type('application/problem+json').send(JSON.stringify(document));
}

/** What was thrown on the way of a request: by reading the body, by the router, or by a fault of ours. */
export function problemOfError(error: unknown): Problem {
  const { status, type, limit } = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  if (status === 413) return problem('too_large', `the body may have at most ${String(limit)} bytes`);
  if (status === 415) return problem('unsupported_media_type', 'the character set or encoding is not supported');
  if (status === 400) {
    const aborted = type === 'request.aborted' ? 'the request was cut off' : 'the address or body is malformed';
    return problem('bad_request', aborted);
  }
  return problem('internal');
}
