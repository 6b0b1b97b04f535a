// Owns the headers every answer carries: what a browser may load and run, and that it stays with TLS once it had it.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { isLoopbackHost } from './guard.ts';

/** Nothing is inline and nothing is evaluated; style elements made by our scripts carry the answer's nonce. */
const policy = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'", (_request: IncomingMessage, response: ServerResponse) => `'nonce-${nonceOf(response)}'`],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'"],
    'manifest-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  },
});

const fixed = helmet({
  contentSecurityPolicy: false,
  strictTransportSecurity: false,
  xFrameOptions: { action: 'deny' },
  crossOriginEmbedderPolicy: false,
});
const hsts = helmet.strictTransportSecurity({ maxAge: 365 * 86_400, includeSubDomains: false });

/** What no page of ours asks the browser for, so that nothing that got into one can either. */
const permissions = 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), serial=()';

/** `publicUrl`: the address people use; under https it is held to TLS, whether or not the proxy says how it was asked. */
export function securityHeaders({ publicUrl }: { publicUrl?: string | undefined }): RequestHandler[] {
  const { protocol, hostname } = publicUrl === undefined ? { protocol: '', hostname: '' } : new URL(publicUrl);
  const prepare: RequestHandler = (_request, response, next) => {
    response.locals.nonce = randomBytes(16).toString('base64');
    response.set('Permissions-Policy', permissions);
    next();
  };
  const keepTls: RequestHandler = (request, response, next) => {
    const asked = request.hostname ?? '';
    const withTls = request.secure || (protocol === 'https:' && asked === hostname);
    // Held to TLS, a loopback name would lose every other program of this machine.
    if (withTls && !isLoopbackHost(asked)) hsts(request, response, next);
    else next();
  };
  return [prepare, fixed, policy, keepTls];
}

/** What the policy of this answer lets a style element carry. */
export function nonceOf(response: ServerResponse | Response): string {
  return String((response as Response).locals.nonce);
}
