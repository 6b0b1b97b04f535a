// What every answer tells the browser, and by which names and from which pages a server with a public address is spoken to.
import { request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { HttpOptions } from '../../../../../server/src/platform/http/index.ts';
import { type StartedHttp, startHttp } from './start.ts';

let started: StartedHttp | undefined;
afterEach(() => started?.close());

async function ask(options: Partial<HttpOptions>, headers: Record<string, string> = {}, path = '/api/v1/nothing') {
  started = await startHttp({}, {}, options);
  const { port } = new URL(started.url);
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, headers: response.headers });
    })
      .on('error', reject)
      .end();
  });
}
const publicUrl = 'https://takt.example';

describe('every answer', () => {
  test.each(['/', '/api/docs', '/api/v1/nothing', '/healthz', '/../x'])('of %s carries the headers', async (path) => {
    const { headers } = await ask({}, {}, path);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
  });

  test('lets nothing run that is inline or from elsewhere, and says another nonce each time', async () => {
    const policies: string[] = [];
    for (const path of ['/', '/']) {
      const { headers } = await ask({}, {}, path);
      policies.push(String(headers['content-security-policy']));
      await started?.close();
    }
    started = undefined;
    for (const policy of policies) {
      expect(policy).toMatch(/default-src 'none';script-src 'self';style-src 'self' 'nonce-[\w+/=]{24}';/);
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
    }
    expect(policies[0]).not.toBe(policies[1]);
  });
});

describe('strict transport security', () => {
  const hsts = 'strict-transport-security';

  test('is kept back where TLS is not known of', async () => {
    expect((await ask({})).headers).not.toHaveProperty(hsts);
    await started?.close();
    expect((await ask({ publicUrl })).headers).not.toHaveProperty(hsts);
    await started?.close();
    // Nobody is believed who is not a proxy.
    const said = { host: 'takt.example', 'x-forwarded-proto': 'https' };
    expect((await ask({ publicUrl: 'http://takt.example' }, said)).headers).not.toHaveProperty(hsts);
  });

  test('is asked for where the public address is https, or a proxy that is believed says so', async () => {
    const year = 'max-age=31536000';
    expect((await ask({ publicUrl }, { host: 'takt.example' })).headers[hsts]).toBe(year);
    await started?.close();
    const said = { host: 'takt.example', 'x-forwarded-proto': 'https' };
    expect((await ask({ publicUrl: 'http://takt.example', trustProxy: 1 }, said)).headers[hsts]).toBe(year);
  });

  test('is never asked for on a loopback name', async () => {
    const said = { host: 'localhost', 'x-forwarded-proto': 'https' };
    expect((await ask({ publicUrl, trustProxy: 1 }, said)).headers).not.toHaveProperty(hsts);
  });
});

describe('a server with a public address', () => {
  test.each([
    [{ host: 'takt.example' }, 404],
    [{ host: 'takt.example:8443' }, 404],
    [{ host: 'localhost:1' }, 404],
    [{ host: 'takt.example', origin: 'https://takt.example' }, 404],
    [{ host: 'localhost:1', origin: 'http://localhost:5173' }, 404],
    [{ host: 'evil.example' }, 403],
    [{ host: 'takt.example.evil.example' }, 403],
    [{ host: 'takt.example', origin: 'http://takt.example' }, 403],
    [{ host: 'takt.example', origin: 'https://takt.example:444' }, 403],
    [{ host: 'takt.example', origin: 'https://evil.example' }, 403],
    [{ host: 'takt.example', origin: 'null' }, 403],
    // A page that somebody runs on his own machine is no page of a server elsewhere.
    [{ host: 'takt.example', origin: 'http://localhost:3000' }, 403],
    [{ host: 'takt.example', 'x-forwarded-host': 'evil.example' }, 404],
    [{ host: 'evil.example', 'x-forwarded-host': 'takt.example' }, 403],
  ])('answers %j with %i', async (headers, status) => {
    expect((await ask({ publicUrl }, headers as unknown as Record<string, string>)).status).toBe(status);
  });
});
