// Owns who may talk to a server that has no access control yet: programs on this machine and pages it served itself.
import type { RequestHandler } from 'express';
import { problem, sendProblem } from './problem.ts';

/** Whether a host name means this machine. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/**
 * A foreign name in `Host` is a page that rebound its name to our address; a foreign `Origin` is another site's page.
 * Returns what is wrong, or undefined.
 */
export function refusedSender(headers: { host?: string | undefined; origin?: string | undefined }): string | undefined {
  const host = hostOf(`http://${headers.host ?? ''}`);
  if (host === undefined || !isLoopbackHost(host)) return 'the server answers only to its loopback names';
  if (headers.origin === undefined) return undefined;
  const origin = hostOf(headers.origin);
  return origin !== undefined && isLoopbackHost(origin) ? undefined : 'pages of other sites may not use the interface';
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

export const guard: RequestHandler = (request, response, next) => {
  const refused = refusedSender(request.headers);
  if (refused === undefined) next();
  else sendProblem(response, problem('forbidden_origin', refused));
};

/** Scripts, data and sockets come from this server only; component styles are set from script, hence inline styles. */
const policy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  });
  next();
};
