// Owns by which names the server is spoken to, and from which pages: its own on this machine, and the public address where there is one.
import type { RequestHandler } from 'express';
import { problem, sendProblem } from './problem.ts';

/** Whether a host name means this machine. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Returns what is wrong with where a request comes from, or undefined. */
export type SenderCheck = (headers: { host?: string | undefined; origin?: string | undefined }) => string | undefined;

/**
 * A foreign name in `Host` is a page that rebound its name to our address; a foreign `Origin` is another site's page. Pages of
 * this machine may use a server of this machine, not one they reach by its public address.
 */
export function createSenderCheck(publicUrl: string | undefined): SenderCheck {
  const allowed = publicUrl === undefined ? undefined : new URL(publicUrl);
  return ({ host: given, origin }) => {
    const host = urlOf(`http://${given ?? ''}`)?.hostname;
    const local = host !== undefined && isLoopbackHost(host);
    if (!local && (host === undefined || host !== allowed?.hostname)) return 'the server answers only to its own names';
    if (origin === undefined) return undefined;
    const page = urlOf(origin);
    const ours = page !== undefined && (page.origin === allowed?.origin || (local && isLoopbackHost(page.hostname)));
    return ours ? undefined : 'pages of other sites may not use the interface';
  };
}

function urlOf(text: string): URL | undefined {
  return URL.parse(text) ?? undefined;
}

export function guard(check: SenderCheck): RequestHandler {
  return (request, response, next) => {
    // RFC 9112 §3.2: a proxy may have looked at the other one.
    if (hostsIn(request.rawHeaders) > 1)
      return sendProblem(response, problem('bad_request', 'there are several hosts'));
    const refused = check(request.headers);
    if (refused === undefined) next();
    else sendProblem(response, problem('forbidden_origin', refused));
  };
}

/** Names and values take turns. */
function hostsIn(rawHeaders: readonly string[]): number {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
}
