// Owns cookies: always httpOnly, secure where the way to the server is, and then tied to this very host by their name.
import { parseCookie, type SetCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { Effects } from '../outcome.ts';

/** Browsers take a name that begins so only from a secure answer of the host itself (RFC 6265bis §4.1.3.2). */
const hostPrefix = '__Host-';

export function sendEffects(request: Request, response: Response, { cookies = [] }: Effects): void {
  for (const { name, value, maxAgeMs } of cookies) {
    const cookie: SetCookie = {
      name: nameOn(request.secure, name),
      value,
      httpOnly: true,
      secure: request.secure,
      // Not strict: whoever comes back from an identity provider comes from another site.
      sameSite: 'lax',
      path: '/',
      maxAge: value === '' ? 0 : Math.floor(maxAgeMs / 1000),
    };
    response.append('Set-Cookie', stringifySetCookie(cookie));
  }
}

/** Reads a request's cookies by the names handlers know them by. */
export function cookiesOf(request: Request): (name: string) => string | undefined {
  const cookies = parseCookie(request.headers.cookie ?? '');
  return (name) => cookies[nameOn(request.secure, name)];
}

function nameOn(secure: boolean, name: string): string {
  return secure ? hostPrefix + name : name;
}
