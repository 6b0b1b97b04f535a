// No secret that a server is given, by its settings or by who asks, stands in what it writes: not at start, not while parts fail.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Child, startSource } from '../../harness/child.ts';
import { lines, rawHttp } from '../../harness/raw-http.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';

/** A broker that takes anybody, and can be gone. */
async function startBroker() {
  const aedes = await Aedes.createBroker();
  const listener = createServer(aedes.handle);
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  const { port } = listener.address() as AddressInfo;
  let closed: Promise<unknown> | undefined;
  const close = () => {
    listener.close();
    closed ??= new Promise<void>((resolve) => aedes.close(resolve));
    return closed;
  };
  return { port, close };
}

/** Every secret of these tests has it in it. */
const mark = 'hunter2';

describe('a server that loses its broker', () => {
  let place: TempDirectory;
  let broker: Awaited<ReturnType<typeof startBroker>>;
  let server: Child;
  let port: number;

  beforeAll(async () => {
    place = await createTempDirectory('secrets');
    broker = await startBroker();
    server = startSource('server/src/main.ts', [], {
      TAKT_DATA_DIR: place.path,
      TAKT_HTTP_PORT: '0',
      TAKT_LOG_LEVEL: 'trace',
      TAKT_MQTT_URL: `mqtt://takt:${mark}%2Fmqtt@127.0.0.1:${broker.port}`,
    });
    port = await until(
      async () =>
        (JSON.parse(await readFile(join(place.path, 'server.json'), 'utf8')) as { httpPort: number }).httpPort,
      { what: 'a server that listens' },
    );
  });
  afterAll(async () => {
    await server?.kill();
    await broker?.close();
    await place?.remove();
  });

  const secretHeaders = [
    `Authorization: Bearer takt_${mark}`,
    `Cookie: takt_session=${mark}; other=${mark}`,
    `X-CSRF-Token: ${mark}`,
    `Proxy-Authorization: Basic ${mark}${mark}`,
  ];
  const body = JSON.stringify({ password: mark, code: mark, token: mark, secret: { nested: mark } });

  it.each([
    ['GET', `/api/v1/about?token=${mark}`],
    ['GET', `/callback?code=${mark}&state=${mark}`],
    ['GET', `/api/v1/kpis?scope=site:s&from=0&to=1&password=${mark}`],
    ['GET', `/api/v1/nothing?api_key=${mark}`],
    ['POST', `/api/v1/about?secret=${mark}`],
    ['PUT', '/api/v1/lines/l1'],
    ['PUT', '/api/v1/plant'],
    ['GET', `/%ff?token=${mark}`],
    ['GET', `/socket.io/?EIO=4&transport=polling&token=${mark}`],
    ['POST', `/socket.io/?EIO=9&transport=polling&sid=${mark}`],
  ])('%s %s', async (method, path) => {
    const type = ['Content-Type: application/json', `Content-Length: ${body.length}`];
    for (const sent of [body, body.replaceAll('"', "'")]) {
      const request = lines(
        `${method} ${path} HTTP/1.1`,
        'Host: localhost',
        'Connection: close',
        ...secretHeaders,
        ...type,
      );
      const { statuses } = await rawHttp(port, request + sent);
      expect(statuses).toHaveLength(1);
    }
    const broken = await rawHttp(port, lines(`${method} ${path} HTTP/1.1`, ...secretHeaders, 'Content-Length: x'));
    expect(broken.text).not.toContain(mark);
    expect(server.output()).not.toContain(mark);
  });

  it('tells of the requests and of the broker all the same', async () => {
    await until(async () => server.output().includes('"path":"/callback"'), { what: 'the request in the log' });
    await broker.close();
    const ready = () => rawHttp(port, lines('GET /readyz HTTP/1.1', 'Host: localhost', 'Connection: close'));
    await until(async () => (await ready()).statuses[0] === 503, { what: 'the broker being missed' });
    const { text } = await ready();
    expect(text).toContain('the broker is out of reach');
    expect(text + server.output()).not.toContain(mark);
  });
});

it.each([
  ['TAKT_DATABASE_URL', `mysql://takt:${mark}@db/takt`],
  ['TAKT_REDIS_URL', `redis://:${mark}@redis:6379`],
  ['TAKT_MQTT_URL', `mqqt://takt:${mark}@broker`],
  ['TAKT_PUBLIC_URL', `https://takt:${mark}@takt.example`],
  ['TAKT_HTTP_TLS_KEY', `-----BEGIN PRIVATE KEY-----\n${mark}\n-----END PRIVATE KEY-----`],
  ['TAKT_INFLUX_TOKN', mark],
])('a start that is refused for %s names the key and not the value', async (key, value) => {
  const server = startSource('server/src/main.ts', [], { [key]: value });
  const { code } = await until(() => (server.exitCode === null ? undefined : { code: server.exitCode }));
  expect([code, server.output()]).toEqual([1, expect.stringContaining(key)]);
  expect(server.output()).not.toContain(mark);
});
