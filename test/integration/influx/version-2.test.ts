// InfluxDB 2.x as its documents tell of it: a small server answers as 2.x does and records what it was asked.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { SampleBuffer } from '../../../server/src/platform/telemetry-store/sample-buffer.ts';
import { openInflux } from '../../conformance/telemetry-store/open-influx.ts';

interface Asked {
  method: string;
  path: string;
  parameters: Record<string, string>;
  authorization: string | undefined;
  body: string;
}
interface Answer {
  status: number;
  body?: unknown;
}

const existing = { id: '0a', name: 'takt/minute', retentionRules: [{ type: 'expire', everySeconds: 1100 * 86_400 }] };
const forbidden: Answer = {
  status: 403,
  body: { code: 'forbidden', message: 'insufficient permissions for write' },
};

/** One of three buckets is there, as after a first start that was cut off. */
function answerOf({ method, path, parameters }: Asked): Answer {
  switch (`${method} ${path}`) {
    case 'GET /ping':
      return { status: 204 };
    case 'GET /api/v2/buckets':
      return { status: 200, body: { buckets: parameters.name === existing.name ? [existing] : [] } };
    case 'GET /api/v2/orgs':
      return { status: 200, body: { orgs: [{ id: '0b', name: parameters.org }] } };
    case 'POST /api/v2/buckets':
      return { status: 201, body: {} };
    case 'POST /api/v2/write':
      return { status: 204 };
    default:
      return { status: 404, body: { code: 'not found', message: 'path not found' } };
  }
}

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  if (server) await once(server, 'close');
  server = undefined;
});

async function startVersion2(answer: (asked: Asked) => Answer): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  server = createServer(async (request, response) => {
    const one = await read(request);
    asked.push(one);
    const { status, body } = answer(one);
    response.writeHead(status, { 'X-Influxdb-Version': 'v2.7.10', 'content-type': 'application/json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
  return {
    method: request.method ?? '',
    path: pathname,
    parameters: Object.fromEntries(searchParams),
    authorization: request.headers.authorization,
    body: await text(request),
  };
}

const account = { org: 'works', token: 'secret', rawDays: 400, minuteDays: 1100 };

it('buckets are asked for by name, and made where they are missing with what is to be kept', async () => {
  const { url, asked } = await startVersion2(answerOf);
  const store = await openInflux({ url, ...account });
  await store.close();
  const wanted = asked.filter(({ method, path }) => method === 'GET' && path === '/api/v2/buckets');
  expect(wanted.map(({ parameters }) => parameters)).toEqual(
    ['takt/raw', 'takt/minute', 'takt/facts'].map((name) => ({ name, org: 'works' })),
  );
  const made = asked.filter(({ method }) => method === 'POST').map(({ body }) => JSON.parse(body) as unknown);
  expect(made).toMatchObject([
    { orgID: '0b', name: 'takt/raw', retentionRules: [{ type: 'expire', everySeconds: 400 * 86_400 }] },
    { orgID: '0b', name: 'takt/facts', retentionRules: [{ type: 'expire', everySeconds: 0 }] },
  ]);
});

it('readings go to the bucket of raw telemetry with the token', async () => {
  const { url, asked } = await startVersion2(answerOf);
  const store = await openInflux({ url, ...account });
  const buffer = new SampleBuffer();
  const at = Date.now();
  buffer.push(store.series('plant/m1', 'speed'), at, 12.5);
  expect(await store.append(buffer)).toEqual([]);
  await store.close();
  const [write, ...others] = asked.filter(({ path }) => path.endsWith('write'));
  expect(others).toEqual([]);
  expect(write).toMatchObject({
    method: 'POST',
    path: '/api/v2/write',
    parameters: { org: 'works', bucket: 'takt/raw', precision: 'ms' },
    body: `samples,machine=m1,site=plant #any=1i,speed=12.5 ${at}`,
  });
  expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(['Token secret']));
});

it.each([
  ['make buckets', 'POST /api/v2/buckets'],
  ['write', 'POST /api/v2/write'],
])('a token that may not %s is told by its key', async (_, denied) => {
  const { url } = await startVersion2((asked) =>
    `${asked.method} ${asked.path}` === denied ? forbidden : answerOf(asked),
  );
  const use = async () => {
    const store = await openInflux({ url, ...account });
    const buffer = new SampleBuffer();
    buffer.push(store.series('plant/m1', 'speed'), Date.now(), 1);
    await store.append(buffer).finally(() => store.close());
  };
  await expect(use()).rejects.toThrow(/insufficient permissions.*TAKT_INFLUX_TOKEN/);
});
