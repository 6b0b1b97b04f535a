// Owns reading who sends from a request, and from the handshake of a socket as if it were one.
import type { IncomingMessage } from 'node:http';
import type { Express, Request } from 'express';
import type { Sender } from './access.ts';
import { cookiesOf } from './effects.ts';

export function senderOf(request: Request): Sender {
  return {
    cookie: cookiesOf(request),
    authorization: request.headers.authorization,
    address: request.ip ?? null,
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
  };
}

/** By the app's own settings: whether the way is secure, and whose address it is, is not found out in two ways. */
export function handshakeSenderOf(app: Express): (handshake: IncomingMessage) => Sender {
  return ({ headers, socket }) => {
    const request = Object.create(app.request, { headers: { value: headers }, socket: { value: socket } }) as Request;
    return senderOf(request);
  };
}
