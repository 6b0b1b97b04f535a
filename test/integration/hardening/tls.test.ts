// A server that speaks TLS itself: pages and sockets under its public name, and every tool of its own finds it.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { administrator, setupToken } from '../../harness/administrator.ts';
import { selfSigned } from '../../harness/certificate.ts';
import { type Child, startSource } from '../../harness/child.ts';
import { describeWith } from '../../harness/requirements.ts';
import { takt } from '../../harness/takt.ts';
import { until } from '../../harness/until.ts';

describeWith({ openssl: true }, 'a server with a certificate and a public address', () => {
  const tls = selfSigned('takt.example');
  let place: string;
  let server: Child;
  let port: number;
  let env: Record<string, string>;

  beforeAll(async () => {
    place = await mkdtemp(join(tmpdir(), 'takt-tls-'));
    await writeFile(join(place, 'cert.pem'), tls.cert);
    await writeFile(join(place, 'key.pem'), tls.key);
    env = {
      TAKT_DATA_DIR: join(place, 'data'),
      TAKT_HTTP_PORT: '0',
      TAKT_MQTT_PORT: '0',
      TAKT_PUBLIC_URL: 'https://takt.example',
      TAKT_SETUP_TOKEN: setupToken,
      TAKT_HTTP_TLS_CERT_FILE: join(place, 'cert.pem'),
      TAKT_HTTP_TLS_KEY_FILE: join(place, 'key.pem'),
    };
    server = startSource('server/src/main.ts', [], env);
    port = await until(
      async () => {
        if (server.exitCode !== null) return Promise.reject(new Error(server.output()));
        const said = JSON.parse(await readFile(join(place, 'data/server.json'), 'utf8')) as { httpPort: number };
        return said.httpPort;
      },
      { what: 'a server that listens', limitMs: 60_000 },
    );
  });
  afterAll(async () => {
    await server?.stop();
    await rm(place, { recursive: true, force: true });
  });

  interface Answer {
    status: number | undefined;
    hsts: unknown;
    cookies: string[];
    text: string;
  }
  /** With a body it is a POST. */
  const ask = (headers: Record<string, string>, path: string, body?: object) =>
    new Promise<Answer>((resolve, reject) => {
      const trust = { ca: tls.cert, servername: 'takt.example' };
      const method = body ? 'POST' : 'GET';
      request({ host: '127.0.0.1', port, path, headers, method, ...trust }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        const hsts = response.headers['strict-transport-security'];
        const cookies = response.headers['set-cookie'] ?? [];
        resolve({ status: response.statusCode, hsts, cookies, text: Buffer.concat(chunks).toString() });
      })
        .on('error', reject)
        .end(body && JSON.stringify(body));
    });

  it('says so, answers under that name and no other, and asks browsers to keep to TLS', async () => {
    // It answers a moment before it has said so.
    await until(async () => server.output().includes('"url":"https://takt.example"'));
    expect(await ask({ host: 'takt.example' }, '/api/docs')).toMatchObject({ status: 200, hsts: 'max-age=31536000' });
    expect(await ask({ host: 'evil.example' }, '/api/docs')).toMatchObject({ status: 403 });
  });

  it('lets only its own pages open a socket', async () => {
    const handshake = '/socket.io/?EIO=4&transport=polling';
    const foreign = await ask({ host: 'takt.example', origin: 'https://evil.example' }, handshake);
    expect(foreign).toMatchObject({ status: 403, text: expect.stringContaining('pages of other sites') });
    const rebound = await ask({ host: 'evil.example' }, handshake);
    expect(rebound).toMatchObject({ status: 403, text: expect.stringContaining('its own names') });
    const own = await ask({ host: 'takt.example', origin: 'https://takt.example' }, handshake);
    expect(own.text).not.toMatch(/pages of other sites|its own names/);
  });

  // CWE-614, CWE-1004, CWE-1275.
  it('gives cookies that scripts, other sites and plain HTTP never have, and takes none that another host could plant', async () => {
    const origin = 'https://takt.example';
    const headers = { host: 'takt.example', origin, 'content-type': 'application/json' };
    const begun = await until(async () => {
      const answer = await ask(headers, '/api/v1/setup', { token: setupToken, ...administrator });
      return answer.status === 503 ? undefined : answer;
    });
    expect(begun.status).toBe(200);
    expect(begun.cookies.length).toBeGreaterThan(0);
    for (const cookie of begun.cookies)
      expect(cookie).toMatch(/^__Host-\w+=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const secret = /^__Host-takt_session=([^;]+)/.exec(begun.cookies.join('\n'))?.[1];
    const meWith = async (cookie: string) =>
      JSON.parse((await ask({ host: 'takt.example', cookie }, '/api/v1/session')).text).me?.login;
    expect(await meWith(`__Host-takt_session=${secret}`)).toBe(administrator.login);
    expect(await meWith(`takt_session=${secret}`)).toBeUndefined();
  });

  it('is found by the health check of a container', async () => {
    const child = startSource('server/src/health.ts', ['readyz'], { ...env, TAKT_HTTP_PORT: String(port) });
    const { code } = await until(() => (child.exitCode === null ? undefined : { code: child.exitCode }));
    expect([code, child.output()]).toEqual([0, expect.stringContaining('"status":"ready"')]);
  });

  it('is found by the operators’ command, which knows it by its certificate', async () => {
    const doctor = await takt(['doctor'], env);
    expect(doctor.out).toMatch(new RegExp(`https://127.0.0.1:${port}, process \\d+, ready`));
    const other = selfSigned('takt.example');
    await writeFile(join(place, 'other.pem'), other.cert);
    await writeFile(join(place, 'other-key.pem'), other.key);
    const files = {
      TAKT_HTTP_TLS_CERT_FILE: join(place, 'other.pem'),
      TAKT_HTTP_TLS_KEY_FILE: join(place, 'other-key.pem'),
    };
    const misled = await takt(['doctor'], { ...env, ...files });
    expect(misled.out).not.toMatch(/, ready/);
    expect(misled.out).toMatch(/self-signed|certificate/i);
  });

  it('is described by takt check', async () => {
    const { out } = await takt(['check'], env);
    expect(out).toMatch(/HTTP +127\.0\.0\.1:0; TLS, certificate until .+; as https:\/\/takt\.example/);
  });
});
