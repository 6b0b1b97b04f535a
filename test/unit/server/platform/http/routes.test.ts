// How the contract behaves over HTTP: every refusal is a problem document that names the field and the reason.
import { request } from 'node:http';
import type { RouteInput } from '@takt/model/api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { done, refuse } from '../../../../../server/src/platform/outcome.ts';
import { type StartedHttp, startHttp } from './start.ts';

let started: StartedHttp;
let lastKpis: RouteInput<'kpis.query'>['query'] | undefined;
const line = { workshop: 'w', name: 'Line' };

beforeAll(async () => {
  started = await startHttp(
    {
      'lines.get': async ({ params }) =>
        params.code === 'l1' ? done({ ...line, code: 'l1' }) : refuse('not_found', `there is no line "${params.code}"`),
      'lines.put': async ({ params, body }) => done({ ...body, code: params.code }),
      'lines.remove': async () => done(undefined),
      'lines.list': async () => {
        throw new Error('secret path /etc/takt');
      },
      'sites.put': async () => refuse('invalid', 'no', [{ field: 'enterprise', reason: 'there is no enterprise "e"' }]),
      'machines.remove': async () => refuse('conflict', 'it has facts'),
      'plant.put': async ({ body }) => done({ created: Object.keys(body.lines).length, changed: 0, unchanged: 0 }),
      'kpis.query': async ({ query }) => {
        lastKpis = query;
        return done({ rows: [] });
      },
    },
    {
      store: async () => {},
      broker: async () => {
        throw new Error('not connected');
      },
    },
  );
});
afterAll(() => started.close());

const send = (method: string, path: string, body?: string, type = 'application/json') =>
  fetch(started.url + path, { method, ...(body === undefined ? {} : { body, headers: { 'content-type': type } }) });
async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const document = (await response.json()) as {
    type: string;
    status: number;
    errors?: { field: string; reason: string }[];
  };
  expect(document.status).toBe(response.status);
  return document;
}

describe('bad input', () => {
  test.each([
    ['a missing field', '{"workshop":"w"}', 'name', 'is required'],
    ['a wrong type', '{"workshop":"w","name":5}', 'name', 'string'],
    ['a misspelt field', '{"workshop":"w","name":"n","nmae":"n"}', 'nmae', 'not a known field'],
    ['a bad code', '{"workshop":"a/b","name":"n"}', 'workshop', 'must be 1–64 letters'],
    ['control characters', '{"workshop":"w","name":"a\\u0000b"}', 'name', 'control characters'],
    ['an array', '[]', 'body', 'expected object'],
    ['broken JSON', '{"workshop":', 'body', 'JSON'],
    ['an empty body', '', 'body', 'is required'],
    [
      'a key that reaches for the prototype',
      '{"workshop":"w","name":"n","__proto__":{"a":1}}',
      '__proto__',
      'not a known field',
    ],
  ])('%s is a 400 naming the field and the reason', async (_, body, field, reason) => {
    const response = await send('PUT', '/api/v1/lines/l1', body);
    expect(response.status).toBe(400);
    const { errors } = await problemOf(response);
    expect(errors?.find((error) => error.field === field)?.reason).toContain(reason);
  });

  test('every wrong field is named at once', async () => {
    const response = await send('GET', '/api/v1/kpis?scope=galaxy:x&from=yesterday&bucket=eon&colour=red');
    const fields = (await problemOf(response)).errors?.map((error) => error.field);
    expect(fields?.sort()).toEqual(['bucket', 'from', 'scope', 'to']);
  });

  test('a parameter nobody knows is refused, a repeated one too', async () => {
    const range = 'scope=site:s&from=0&to=1';
    expect((await problemOf(await send('GET', `/api/v1/kpis?${range}&colour=red`))).errors?.[0]?.field).toBe('colour');
    expect((await problemOf(await send('GET', `/api/v1/kpis?${range}&from=5`))).errors?.[0]?.field).toBe('from');
    expect((await problemOf(await send('GET', '/api/v1/lines/l1?x=1'))).errors?.[0]?.field).toBe('x');
  });

  test('a code in the address is checked like one in the body', async () => {
    for (const code of ['%00', 'a%2Fb', '%2B', 'a%23', '-a']) {
      expect((await send('GET', `/api/v1/lines/${code}`)).status).toBe(400);
    }
    expect((await problemOf(await send('GET', '/api/v1/lines/%ff'))).status).toBe(400);
  });

  test('moments are accepted with an offset or as milliseconds, and not without a zone', async () => {
    const from = encodeURIComponent('2026-01-01T08:00:00+08:00');
    expect((await send('GET', `/api/v1/kpis?scope=site:s&from=${from}&to=1767225600001`)).status).toBe(200);
    expect(lastKpis).toMatchObject({ scope: { level: 'site', code: 's' }, from: 1767225600000, to: 1767225600001 });
    expect((await send('GET', '/api/v1/kpis?scope=site:s&from=2026-01-01T08:00:00&to=5')).status).toBe(400);
  });

  test('a body too large is a 413 that says how much is allowed; a plant may be larger', async () => {
    const large = JSON.stringify({ ...line, name: 'x'.repeat(1_100_000) });
    const response = await send('PUT', '/api/v1/lines/l1', large);
    expect(response.status).toBe(413);
    expect(JSON.stringify(await problemOf(response))).toContain('1000000');
    const lines = Object.fromEntries(
      Array.from({ length: 30_000 }, (_, i) => [`line-${i}`, { workshop: 'w', name: 'A line' }]),
    );
    expect((await send('PUT', '/api/v1/plant', JSON.stringify({ lines }))).status).toBe(200);
  });

  test('another media type is a 415', async () => {
    expect(
      (await problemOf(await send('PUT', '/api/v1/lines/l1', 'x=1', 'application/x-www-form-urlencoded'))).status,
    ).toBe(415);
    expect((await problemOf(await send('PUT', '/api/v1/lines/l1', '{}', 'text/plain'))).status).toBe(415);
  });
});

describe('answers', () => {
  test('what GET answered may be sent back as it is', async () => {
    const got = await (await send('GET', '/api/v1/lines/l1')).text();
    const response = await send('PUT', '/api/v1/lines/l1', got);
    expect(await response.json()).toEqual({ ...line, code: 'l1' });
    expect((await send('PUT', '/api/v1/lines/l2', got)).status).toBe(400);
  });

  test.each([
    ['GET', '/api/v1/lines/l9', undefined, 404, 'not_found'],
    ['GET', '/api/v1/nothing', undefined, 404, 'not_found'],
    ['DELETE', '/api/v1/machines/m', undefined, 409, 'conflict'],
    ['PATCH', '/api/v1/lines/l1', '{}', 405, 'method_not_allowed'],
    ['GET', '/api/v1/restatements?scope=site:s', undefined, 503, 'unavailable'],
  ])('%s %s is a problem with a stable type', async (method, path, body, status, code) => {
    const response = await send(method, path, body);
    expect(response.status).toBe(status);
    expect((await problemOf(response)).type).toBe(`/problems/${code}`);
  });

  test('a refused reference names the field', async () => {
    const body = { enterprise: 'e', name: 'n', district: 'd', sector: 's', timeZone: 'Asia/Shanghai' };
    const response = await send('PUT', '/api/v1/sites/s', JSON.stringify(body));
    expect(response.status).toBe(422);
    expect((await problemOf(response)).errors).toEqual([{ field: 'enterprise', reason: 'there is no enterprise "e"' }]);
  });

  test('a method that is not allowed is told which are', async () => {
    expect((await send('POST', '/api/v1/lines/l1', '{}')).headers.get('allow')).toBe('GET, PUT, DELETE, HEAD');
  });

  test('removing answers without a body', async () => {
    const response = await send('DELETE', '/api/v1/lines/l1');
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  test('a fault of ours tells nothing of its cause', async () => {
    const response = await send('GET', '/api/v1/lines');
    expect(response.status).toBe(500);
    expect(JSON.stringify(await problemOf(response))).not.toMatch(/secret|Error|\.ts/);
  });

  test('YAML is read and, where asked for, answered', async () => {
    const put = await send('PUT', '/api/v1/plant', 'lines:\n  l1: {workshop: w, name: L}\n', 'application/yaml');
    expect(await put.json()).toEqual({ created: 1, changed: 0, unchanged: 0 });
    const got = await fetch(`${started.url}/api/v1/lines/l1`, { headers: { accept: 'application/yaml' } });
    expect(await got.text()).toBe('workshop: w\nname: Line\ncode: l1\n');
    const bad = await problemOf(
      await send('PUT', '/api/v1/plant', 'lines:\n  l1: {workshop: w, nam: L}\n', 'application/yaml'),
    );
    expect(bad.errors).toContainEqual({ field: 'lines.l1.name', reason: 'is required (line 2)' });
  });

  test('nothing of the interface is kept by caches and every answer carries its id', async () => {
    const response = await fetch(`${started.url}/api/v1/lines/l1`, { headers: { 'x-request-id': 'mine-1' } });
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('etag')).toBeNull();
    expect(response.headers.get('x-request-id')).toBe('mine-1');
    const odd = await fetch(`${started.url}/api/v1/lines/l1`, { headers: { 'x-request-id': 'a b' } });
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('who may talk to it', () => {
  const status = (headers: Record<string, string>, path = '/api/v1/lines/l1') =>
    new Promise<number | undefined>((resolve, reject) => {
      request(started.url + path, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });

  test.each([
    [{ host: 'localhost:1' }, 200],
    [{ host: '[::1]:1' }, 200],
    [{ host: 'localhost:1', origin: 'http://localhost:5173' }, 200],
    [{ host: 'evil.example' }, 403],
    [{ host: 'localhost:1', origin: 'https://evil.example' }, 403],
    [{ host: 'localhost:1', origin: 'null' }, 403],
    [{ host: '127.0.0.1.evil.example' }, 403],
  ])('%j is answered with %i', async (headers, expected) => {
    expect(await status(headers as Record<string, string>)).toBe(expected);
  });

  test.each(['/healthz', '/readyz', '/metrics'])(
    '%s answers by any name, as a container is asked by its own',
    async (path) => {
      expect(await status({ host: 'takt-ingest:8080' }, path)).not.toBe(403);
    },
  );
});

describe('health', () => {
  test('alive is not ready: a part that does not answer is named with its reason', async () => {
    expect((await send('GET', '/healthz')).status).toBe(200);
    const response = await send('GET', '/readyz');
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'not_ready',
      parts: { store: { ok: true }, broker: { ok: false, reason: 'not connected' } },
    });
  });

  test('why a part does not answer is told to this machine only', async () => {
    for (const name of ['x-forwarded-for', 'forwarded']) {
      const response = await fetch(`${started.url}/readyz`, { headers: { [name]: '127.0.0.1' } });
      expect(await response.json()).toEqual({
        status: 'not_ready',
        parts: { store: { ok: true }, broker: { ok: false } },
      });
    }
  });

  test('requests are counted by route, not by address', async () => {
    await send('GET', '/api/v1/lines/l1');
    const text = await (await send('GET', '/metrics')).text();
    expect(text).toMatch(/takt_http_requests_total\{route="lines.get",status="200"\} \d+/);
    expect(text).not.toContain('l1');
  });
});
