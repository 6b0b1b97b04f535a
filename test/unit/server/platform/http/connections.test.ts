// How connections are taken: a slow client is cut, one address holds so many and no more, and TLS is of a version that holds.
import { once } from 'node:events';
import type { Server } from 'node:http';
import { request } from 'node:https';
import { type AddressInfo, connect as connectPlain, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { afterEach, describe, expect, test } from 'vitest';
import { type ConnectionOptions, createConnections } from '../../../../../server/src/platform/http/connections.ts';
import { createMetrics } from '../../../../../server/src/platform/metrics/index.ts';
import { metricIn } from '../../../../harness/api-client.ts';
import { selfSigned } from '../../../../harness/certificate.ts';
import { lines, rawHttp } from '../../../../harness/raw-http.ts';
import { describeWith } from '../../../../harness/requirements.ts';
import { until } from '../../../../harness/until.ts';
import { startHttp } from './start.ts';

let server: Server | undefined;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.closeAllConnections();
  server?.close();
});

async function start(options: Partial<ConnectionOptions>): Promise<number> {
  server = createConnections((_request, response) => void response.end('here'), {
    uncounted: () => false,
    metrics: createMetrics(),
    ...options,
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

describe('a slow client', () => {
  test.each([
    ['that does not finish its headers', 'GET / HTTP/1.1\r\nHost: localhost\r\nX-A: '],
    ['that does not finish its body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf'],
    ['that does not begin', ''],
  ])('%s is cut', async (_, bytes) => {
    server = createConnections((incoming, response) => void incoming.resume().on('end', () => response.end()), {
      uncounted: () => false,
      metrics: createMetrics(),
      limits: { headersMs: 50, requestMs: 100 },
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { closed, statuses } = await rawHttp((server.address() as AddressInfo).port, bytes);
    expect([closed, statuses]).toEqual([true, [408]]);
  });
});

describe('one address', () => {
  const here = async (port: number) => {
    const socket = connectPlain(port, '127.0.0.1');
    socket.on('error', () => {});
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  };
  const answered = (port: number) => rawHttp(port, lines('GET / HTTP/1.1', 'Host: localhost', 'Connection: close'));

  test('holds so many connections and no more; what is refused is counted, what is given back is free again', async () => {
    const metrics = createMetrics();
    const port = await start({ limits: { perAddress: 3 }, metrics });
    const held = [await here(port), await here(port), await here(port)];
    const { statuses, closed } = await answered(port);
    expect([statuses, closed]).toEqual([[], true]);
    expect(metricIn(await metrics.text(), 'takt_http_connections_refused_total')).toBe(1);
    held[0]?.destroy();
    await until(async () => (await answered(port)).statuses[0] === 200, { what: 'a connection that is free again' });
  });

  test('that speaks for many is not counted', async () => {
    const port = await start({ limits: { perAddress: 1 }, uncounted: (address) => address === '127.0.0.1' });
    await here(port);
    await here(port);
    expect((await answered(port)).statuses).toEqual([200]);
  });
});

describeWith({ openssl: true }, 'over TLS', () => {
  const tls = selfSigned('takt.example', 'localhost');

  test('the same is answered, and held to TLS under its public name', async () => {
    const started = await startHttp({}, {}, { tls, publicUrl: 'https://takt.example' });
    const { port } = new URL(started.url);
    const headersFor = (host: string) =>
      new Promise<Record<string, unknown>>((resolve, reject) => {
        const trust = { ca: tls.cert, servername: 'takt.example', headers: { host } };
        request({ host: '127.0.0.1', port, path: '/healthz', ...trust }, (response) => {
          response.resume();
          resolve({ status: response.statusCode, hsts: response.headers['strict-transport-security'] });
        })
          .on('error', reject)
          .end();
      });
    expect(await headersFor('takt.example')).toEqual({ status: 200, hsts: 'max-age=31536000' });
    expect(await headersFor('localhost')).toEqual({ status: 200, hsts: undefined });
    await started.close();
  });

  test.each(['TLSv1', 'TLSv1.1'] as const)('%s is refused', async (version) => {
    const port = await start({ tls });
    // At level 0 OpenSSL itself would speak it.
    const old = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...old });
    await expect(once(socket, 'secureConnect')).rejects.toThrow(/version|protocol|alert/i);
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s is spoken', async (version) => {
    const port = await start({ tls });
    const socket = connect({
      port,
      host: '127.0.0.1',
      ca: tls.cert,
      servername: 'localhost',
      minVersion: version,
      maxVersion: version,
    });
    await once(socket, 'secureConnect');
    expect(socket.getProtocol()).toBe(version);
    socket.destroy();
  });

  test('plain HTTP is not answered', async () => {
    const port = await start({ tls });
    const { statuses, closed } = await rawHttp(port, lines('GET / HTTP/1.1', 'Host: localhost'));
    expect([statuses, closed]).toEqual([[], true]);
  });
});
