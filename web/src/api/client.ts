// Owns requests to the server: typed by the contract, abortable, read again when the way to the server fails; says when nobody is
// signed in any more.
import type { RouteRequest, RouteResult } from '@takt/model/api';
import { ApiError, isDenied, isProblem } from './error.ts';
import { addressOf, paths, type UsedRoute } from './paths.ts';

/** Parts of a request that its route has: `params`, `query`, `body`; a file that is sent as it is is a Blob. */
export type Request<N extends UsedRoute> = {
  [K in keyof RouteRequest<N> as RouteRequest<N>[K] extends undefined
    ? never
    : K]: RouteRequest<N>[K] extends Uint8Array ? Blob : RouteRequest<N>[K];
};

interface Parts {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

export interface CallOptions {
  signal?: AbortSignal;
  fetch?: typeof fetch;
  /** Waits between the attempts of a GET, ms; its length is the number of further attempts. */
  retryAfterMs?: readonly number[];
}

const retryDefault = [300, 1200] as const;
const unauthorizedListeners = new Set<() => void>();
const deniedListeners = new Set<() => void>();

/** Calls back when an answer says that nobody is signed in (any more). A sign-in that is refused is none of these. */
export function onUnauthorized(listener: () => void): () => void {
  unauthorizedListeners.add(listener);
  return () => void unauthorizedListeners.delete(listener);
}

/** Calls back when something asked for is not (any more) ours to see, or is not there. */
export function onDenied(listener: () => void): () => void {
  deniedListeners.add(listener);
  return () => void deniedListeners.delete(listener);
}

/** A gateway or a server that is just starting: worth another attempt. */
const passing = new Set([502, 503, 504]);

/**
 * Calls a route of the contract.
 * @throws {ApiError} with the problem document, or with status 0 when the server was not reached.
 * @throws {DOMException} `AbortError` when the signal aborts it.
 */
export async function call<N extends UsedRoute>(
  name: N,
  request: Request<N>,
  options: CallOptions = {},
): Promise<RouteResult<N>> {
  const [method, path] = paths[name];
  const waits = method === 'get' ? (options.retryAfterMs ?? retryDefault) : [];
  for (let attempt = 0; ; attempt++) {
    try {
      return (await send(method, path, request as Parts, options)) as RouteResult<N>;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401 && !name.startsWith('session.'))
        signal(unauthorizedListeners);
      if (method === 'get' && isDenied(error)) signal(deniedListeners);
      const wait = waits[attempt];
      const again = error instanceof ApiError && (error.status === 0 || passing.has(error.status));
      if (!again || wait === undefined) throw error;
      await pause(wait, options.signal);
    }
  }
}

function signal(listeners: ReadonlySet<() => void>): void {
  for (const listener of listeners) listener();
}

async function send(method: string, path: string, parts: Parts, options: CallOptions): Promise<unknown> {
  const init: RequestInit = { method: method.toUpperCase(), headers: { accept: 'application/json' } };
  if (options.signal) init.signal = options.signal;
  if (parts.body instanceof Blob) {
    init.body = parts.body;
    init.headers = { accept: 'application/json', 'content-type': 'application/octet-stream' };
  } else if (parts.body !== undefined) {
    init.body = JSON.stringify(parts.body);
    init.headers = { accept: 'application/json', 'content-type': 'application/json' };
  }
  const response = await reach(addressOf(path, parts.params, parts.query), init, options.fetch ?? fetch);
  if (response.status === 204) return undefined;
  const answer = await readJson(response);
  if (!response.ok) {
    const problem = isProblem(answer) ? answer : undefined;
    throw new ApiError(response.status, problem, { retryAfterMs: retryAfterMs(response) });
  }
  if (answer === undefined) throw new ApiError(response.status, undefined);
  return answer;
}

/** What a route answers that is no JSON; a refusal is thrown as by {@link call}. */
export async function reachRoute<N extends UsedRoute>(name: N, request: Request<N>): Promise<Response> {
  const [method, path] = paths[name];
  const { params, query } = request as Parts;
  const response = await reach(addressOf(path, params, query), { method: method.toUpperCase() }, fetch);
  if (response.ok) return response;
  if (response.status === 401) signal(unauthorizedListeners);
  const answer = await readJson(response);
  throw new ApiError(response.status, isProblem(answer) ? answer : undefined);
}

async function reach(address: string, init: RequestInit, request: typeof fetch): Promise<Response> {
  try {
    return await request(address, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError(0, undefined, { cause: error });
  }
}

/** `Retry-After` in seconds, as our server sends it (RFC 9110 §10.2.3). */
function retryAfterMs(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof DOMException) throw error;
    return undefined;
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new DOMException('aborted', 'AbortError'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
