// Proves the health check of a container: it passes while the server says that all is well, and only then.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { startSource } from '../../harness/child.ts';
import { freePort } from '../../harness/free-port.ts';
import { until } from '../../harness/until.ts';

async function check(port: number, path: string) {
  const child = startSource('server/src/health.ts', [path], { TAKT_HTTP_PORT: String(port) });
  const { code } = await until(() => (child.exitCode === null ? undefined : { code: child.exitCode }));
  return { code, output: child.output() };
}

it('tells a ready server from one that is not ready and from none', async () => {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/healthz' ? 200 : 503;
    response.end('the store is out of reach');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  expect(await check(port, 'healthz')).toMatchObject({ code: 0 });
  expect(await check(port, 'readyz')).toEqual({ code: 1, output: 'the store is out of reach\n' });
  server.close();
  expect(await check(await freePort(), 'readyz')).toMatchObject({
    code: 1,
    output: expect.stringContaining('no answer'),
  });
});
