// How the built web app is served: pages by the app, assets for ever, nothing outside its directory.
import { mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type StartedHttp, startHttp } from './start.ts';

let started: StartedHttp;
const script = `console.log(${'1 + '.repeat(1000)}1)`;

beforeAll(async () => {
  started = await startHttp();
});
afterAll(() => started.close());

/** Sends the path as it is; fetch would tidy it up. */
const raw = (path: string, headers: Record<string, string> = {}) =>
  new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; body: Buffer }>(
    (resolve, reject) => {
      const { port } = new URL(started.url);
      request({ host: '127.0.0.1', port, path, headers }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
      })
        .on('error', reject)
        .end();
    },
  );

describe('the web app', () => {
  test('before it is built, a page says what to do', async () => {
    const response = await fetch(`${started.url}/`);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm run build');
  });

  test('every page address is answered by the app, a missing file is not', async () => {
    await writeFile(join(started.web, 'index.html'), '<html>app</html>');
    await mkdir(join(started.web, 'assets'));
    await writeFile(join(started.web, 'assets', 'index-abc123.js'), script);
    for (const path of ['/', '/workshops/w1', '/machines/m-1?tab=history']) {
      const response = await fetch(started.url + path);
      expect([response.status, await response.text()]).toEqual([200, '<html>app</html>']);
      expect(response.headers.get('cache-control')).toBe('no-cache');
    }
    expect((await fetch(`${started.url}/assets/gone.js`)).status).toBe(404);
    expect((await fetch(`${started.url}/api/v2/gone`)).status).toBe(404);
  });

  test('a page carries the nonce of its own answer', async () => {
    await writeFile(join(started.web, 'index.html'), `<meta nonce="__CSP_NONCE__">${' '.repeat(5000)}`);
    const nonces = new Set<string>();
    for (const path of ['/', '/index.html', '/workshops/w1']) {
      const { headers, body } = await raw(path, { 'accept-encoding': 'br, gzip' });
      const [, nonce = ''] = /'nonce-([^']+)'/.exec(String(headers['content-security-policy'])) ?? [];
      expect(body.toString()).toContain(`<meta nonce="${nonce}">`);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  test('hashed assets are kept for ever and sent compressed', async () => {
    const answer = await raw('/assets/index-abc123.js', { 'accept-encoding': 'gzip' });
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(answer.headers['content-type']).toContain('javascript');
    expect(gunzipSync(answer.body).toString()).toBe(script);
    expect((await raw('/assets/index-abc123.js')).body.toString()).toBe(script);
  });

  test.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/assets/%2e%2e%2f%2e%2e%2fx.json',
    '/.env',
    '/a%00.js',
    '/%ff.js',
  ])('%s leads nowhere', async (path) => {
    expect([400, 404]).toContain((await raw(path)).status);
  });
});

describe('the docs', () => {
  test('come from this server without inline script', async () => {
    const page = await (await fetch(`${started.url}/api/docs`)).text();
    expect(page).not.toMatch(/https?:\/\//);
    expect(page).not.toMatch(/<script>/);
    for (const [, path] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await fetch(started.url + path)).status).toBe(200);
    }
  });
});
