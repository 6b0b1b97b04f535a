// Owns the HTTP client of tests: every route of the contract by its name, typed by it.
import type { Problem, RouteAnswer, RouteName } from '@takt/model/api';
import { type CallInput, requestFor } from '../../model/api/request.ts';

export interface ApiAnswer<T> {
  status: number;
  body: T;
}

export interface ApiClient {
  /** The answer of a call that succeeds; throws with the problem document where it does not. */
  call<N extends RouteName>(name: N, input: CallInput<N>): Promise<RouteAnswer<N>>;
  /** The problem document of a call that is refused; throws where it succeeds. */
  refused<N extends RouteName>(name: N, input: CallInput<N>): Promise<Problem>;
  /** A request outside the contract, e.g. `/metrics`. */
  get(path: string): Promise<ApiAnswer<string>>;
}

export function createApiClient(url: string): ApiClient {
  async function send<N extends RouteName>(name: N, input: CallInput<N>): Promise<{ status: number; text: string }> {
    const { method, path } = requestFor(name, input);
    const { body } = input as { body?: unknown };
    const json =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(url + path, { method, ...json });
    return { status: response.status, text: await response.text() };
  }
  return {
    async call(name, input) {
      const { status, text } = await send(name, input);
      if (status >= 300) throw new Error(`${name} answered ${status}: ${text}`);
      return text ? JSON.parse(text) : undefined;
    },
    async refused(name, input) {
      const { status, text } = await send(name, input);
      if (status < 400) throw new Error(`${name} was not refused but answered ${status}: ${text}`);
      return JSON.parse(text);
    },
    async get(path) {
      const response = await fetch(url + path);
      return { status: response.status, body: await response.text() };
    },
  };
}

/** Value of one sample in Prometheus text, all label sets added up; 0 where it is absent. */
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
