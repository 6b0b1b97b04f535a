// Owns the HTTP client of tests: routes of the contract by their names and typed by it, or plain paths.
import type { Problem, RouteAnswer, RouteName } from '@takt/model/api';
import { type CallInput, requestFor } from '../../model/api/request.ts';

export interface ApiClient {
  /** The answer of a call that succeeds; throws with the problem document where it does not. */
  call<N extends RouteName>(name: N, input: CallInput<N>): Promise<RouteAnswer<N>>;
  /** The problem document of a call that is refused; throws where it succeeds. */
  refused<N extends RouteName>(name: N, input: CallInput<N>): Promise<Problem>;
  /** The JSON of a path; throws where it does not succeed. */
  get<T>(path: string): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  /** Status and text of a path, whatever they are, e.g. of `/metrics`. */
  text(path: string): Promise<{ status: number; text: string }>;
}

export function createApiClient(url: string, token?: () => Promise<string | undefined>): ApiClient {
  async function send(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
    // Health and metrics are told by every process, also by those without accounts.
    const bearer = path.startsWith('/api/') ? await token?.() : undefined;
    const headers = {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(body === undefined ? {} : { 'content-type': isFile(body) ? 'application/octet-stream' : 'application/json' }),
    };
    const response = await fetch(url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: isFile(body) ? body : JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  }
  async function succeed(method: string, path: string, body?: unknown) {
    const { status, text } = await send(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${text}`);
    return text ? JSON.parse(text) : undefined;
  }
  return {
    call(name, input) {
      const { method, path } = requestFor(name, input);
      return succeed(method, path, bodyOf(input));
    },
    async refused(name, input) {
      const { method, path } = requestFor(name, input);
      const { status, text } = await send(method, path, bodyOf(input));
      if (status < 400) throw new Error(`${name} was not refused but answered ${status}: ${text}`);
      return JSON.parse(text);
    },
    get: (path) => succeed('GET', path),
    put: (path, body) => succeed('PUT', path, body),
    text: (path) => send('GET', path),
  };
}

function isFile(body: unknown): body is Uint8Array<ArrayBuffer> {
  return body instanceof Uint8Array;
}

function bodyOf(input: object): unknown {
  return (input as { body?: unknown }).body;
}

/** Value of one sample in Prometheus text, all label sets that match added up; 0 where it is absent. */
export function metricIn(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  let sum = 0;
  for (const line of text.split('\n')) {
    const match = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (!match || match[1] !== name) continue;
    const wanted = Object.entries(labels).every(([key, value]) => match[2]?.includes(`${key}="${value}"`));
    if (wanted) sum += Number(match[3]);
  }
  return sum;
}
