// The link with which the first account is made: in the log of the first start, or from the command line.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { administrator } from '../../harness/administrator.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { takt } from '../../harness/takt.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';

let place: TempDirectory;
let server: RunningServer;

beforeAll(async () => {
  place = await createTempDirectory('setup-link');
  server = await startServer({ directory: place.path, env: { TAKT_SETUP_TOKEN: '' } });
});
afterAll(async () => {
  await server.stop();
  await place.remove();
});

const tokenIn = (text: string) => /\/setup#([\w-]{43})/.exec(text)?.[1];
const complete = (token: string | undefined) =>
  fetch(`${server.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, ...administrator }),
  });

test('a fresh one ends the one in the log, makes the first account, and then there is none any more', async () => {
  const logged = await until(() => tokenIn(server.output()));
  const env = { TAKT_DATA_DIR: place.path };
  const printed = await takt(['setup-link', '--url', 'https://takt.example/'], env);
  expect(printed).toMatchObject({ code: 0, err: '' });
  expect(printed.out).toMatch(/^https:\/\/takt\.example\/setup#/);
  expect((await complete(logged)).status).toBe(403);
  expect((await complete(tokenIn(printed.out))).status).toBe(200);
  const late = await takt(['setup-link'], env);
  expect(late).toMatchObject({ code: 1, out: '' });
  expect(late.err).toContain('there is an account already');
});
