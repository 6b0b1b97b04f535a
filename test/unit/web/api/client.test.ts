// The client reaches the routes of the contract, tries reading again, and tells problems apart.
import { api } from '@takt/model/api';
import { describe, expect, test } from 'vitest';
import { call, onUnauthorized } from '../../../../web/src/api/client.ts';
import { ApiError } from '../../../../web/src/api/error.ts';
import { addressOf, paths } from '../../../../web/src/api/paths.ts';

interface Seen {
  address: string;
  method: string | undefined;
  body: unknown;
}

/** Answers in turn; a function throws or waits by itself. */
function server(...answers: (Response | ((signal: AbortSignal | undefined) => Promise<Response>))[]) {
  const seen: Seen[] = [];
  const request = (async (address: string, init: RequestInit = {}) => {
    seen.push({
      address,
      method: init.method,
      body: init.body === undefined ? undefined : JSON.parse(String(init.body)),
    });
    const answer = answers[seen.length - 1];
    if (!answer) throw new Error('asked too often');
    return typeof answer === 'function' ? answer(init.signal ?? undefined) : answer;
  }) as typeof fetch;
  return { seen, request };
}
const refuseConnection = () => Promise.reject(new TypeError('fetch failed'));
const retryAfterMs = [1, 1];

describe('addresses', () => {
  test('are those of the contract', () => {
    for (const [name, [method, path]] of Object.entries(paths)) {
      expect({ method, path }, name).toEqual({
        method: api[name as keyof typeof paths].method,
        path: api[name as keyof typeof paths].path,
      });
    }
  });

  test('carry parameters and query safely', () => {
    const query = { from: 5, to: undefined, scope: 'site:a&b', by: null };
    expect(addressOf('/x/:code/live', { code: 'a/b c' }, query)).toBe('/x/a%2Fb%20c/live?from=5&scope=site%3Aa%26b');
    expect(addressOf('/x', undefined, {})).toBe('/x');
  });
});

test('an answer is returned as it came', async () => {
  const { seen, request } = server(Response.json({ shifts: [] }));
  const query = { scope: 'workshop:w', from: 1, to: 2 };
  expect(await call('shifts.query', { query }, { fetch: request })).toEqual({ shifts: [] });
  expect(seen[0]).toMatchObject({ method: 'GET', address: '/api/v1/shifts?scope=workshop%3Aw&from=1&to=2' });
});

test('reading is tried again when the server is not reached or is starting', async () => {
  const { seen, request } = server(refuseConnection, new Response('', { status: 503 }), Response.json([]));
  expect(await call('pending.list', {}, { fetch: request, retryAfterMs })).toEqual([]);
  expect(seen).toHaveLength(3);
});

test('reading gives up in the end and says that the server was not reached', async () => {
  const { seen, request } = server(refuseConnection, refuseConnection, refuseConnection);
  await expect(call('pending.list', {}, { fetch: request, retryAfterMs })).rejects.toMatchObject({ status: 0 });
  expect(seen).toHaveLength(3);
});

test('writing is never tried again', async () => {
  const { seen, request } = server(refuseConnection);
  const body = { line: 'l', name: 'n', idealCycleSeconds: 3 };
  const claim = call('pending.claim', { params: { site: 's', machine: 'm' }, body }, { fetch: request, retryAfterMs });
  await expect(claim).rejects.toBeInstanceOf(ApiError);
  expect(seen).toEqual([{ method: 'POST', address: '/api/v1/pending/s/m/claim', body }]);
});

test('a problem document keeps its fields, and is not worth another attempt', async () => {
  const problem = {
    type: '/problems/invalid',
    title: 'Invalid',
    status: 422,
    errors: [{ field: 'to', reason: 'too late' }],
  };
  const { seen, request } = server(Response.json(problem, { status: 422 }));
  const query = { scope: 'site:s', from: 1, to: 2 };
  const error = await call('kpis.query', { query }, { fetch: request, retryAfterMs }).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ApiError);
  expect((error as ApiError).status).toBe(422);
  expect((error as ApiError).reasonFor('to')).toBe('too late');
  expect((error as ApiError).reasonFor('from')).toBeUndefined();
  expect(seen).toHaveLength(1);
});

test('an answer that nobody is signed in any more is told, a refused sign-in is not', async () => {
  let told = 0;
  const stop = onUnauthorized(() => told++);
  const unauthorized = () => Response.json({ title: 'x', status: 401 }, { status: 401 });
  const { request } = server(unauthorized(), unauthorized(), unauthorized());
  await expect(call('pending.list', {}, { fetch: request })).rejects.toMatchObject({ status: 401 });
  expect(told).toBe(1);
  const body = { login: 'li', password: 'x' };
  await expect(call('session.signIn', { body }, { fetch: request })).rejects.toMatchObject({ status: 401 });
  expect(told).toBe(1);
  stop();
  await expect(call('pending.list', {}, { fetch: request })).rejects.toMatchObject({ status: 401 });
  expect(told).toBe(1);
});

test('a refusal says when it is worth asking again', async () => {
  const locked = (after: string) => new Response('', { status: 429, headers: { 'retry-after': after } });
  const { request } = server(locked('250'), locked('soon'));
  const body = { login: 'li', password: 'x' };
  const refusal = () => call('session.signIn', { body }, { fetch: request });
  await expect(refusal()).rejects.toMatchObject({ status: 429, retryAfterMs: 250_000 });
  await expect(refusal()).rejects.toMatchObject({ status: 429, retryAfterMs: undefined });
});

test('a failure that is no problem document still has its status', async () => {
  const { request } = server(new Response('<html>', { status: 500 }));
  await expect(call('about', {}, { fetch: request })).rejects.toMatchObject({ status: 500, problem: undefined });
});

test('an answer that is no JSON is an error, not an empty answer', async () => {
  const { request } = server(new Response('<html>'));
  await expect(call('about', {}, { fetch: request })).rejects.toBeInstanceOf(ApiError);
});

test('aborting ends the waiting between attempts', async () => {
  const stop = new AbortController();
  const { seen, request } = server(refuseConnection);
  const reading = call('about', {}, { fetch: request, retryAfterMs: [60_000], signal: stop.signal });
  setTimeout(() => stop.abort(), 5);
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  expect(seen).toHaveLength(1);
});
