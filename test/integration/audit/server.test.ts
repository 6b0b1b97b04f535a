// On a running server the log is read by whom it concerns, tells what was refused, and is verified beside it from the command line.
import { join } from 'node:path';
import type { AuditEntry } from '@takt/model/api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Preparation, prepareDemonstration } from '../../../server/src/cli/demonstration.ts';
import { repository } from '../../harness/child.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { takt } from '../../harness/takt.ts';
import { createTempDirectory, type TempDirectory } from '../../harness/temp.ts';
import { until } from '../../harness/until.ts';

const plantFile = join(repository, 'config/demonstration/plant.yaml');
let place: TempDirectory;
let people: Preparation['people'];
let token: string;
let server: RunningServer;

beforeAll(async () => {
  place = await createTempDirectory('audit-server');
  ({ people, token } = await prepareDemonstration({ TAKT_DATA_DIR: place.path }, plantFile));
  const env = { TAKT_PLANT_FILE: plantFile, TAKT_DEMONSTRATION: 'true' };
  server = await startServer({ directory: place.path, env });
});
afterAll(async () => {
  await server?.stop();
  await place.remove();
});

/** GET as one of the people, in a session of theirs. */
async function signIn(login: string): Promise<(path: string) => Promise<Response>> {
  const body = JSON.stringify({ login, password: people.find((person) => person.login === login)?.password });
  const headers = { 'content-type': 'application/json', origin: server.url };
  const answer = await fetch(`${server.url}/api/v1/session`, { method: 'POST', headers, body });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  expect({ status: answer.status, cookie }).toEqual({ status: 200, cookie: expect.stringContaining('=') });
  return (path) => fetch(`${server.url}/api/v1/${path}`, { headers: { cookie } });
}
type Get = Awaited<ReturnType<typeof signIn>>;

async function entries(get: Get, query = ''): Promise<AuditEntry[]> {
  const answer = await get(`audit?${query}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as AuditEntry[];
}

it('what an operator is refused is seen by the enterprise; what names a node of others only by the whole', async () => {
  const operator = await signIn('operator');
  expect((await operator('audit')).status).toBe(403);
  expect((await operator('machines/as1-st10')).status).toBe(404);
  expect((await operator('machines/nowhere')).status).toBe(404);
  const admin = await signIn('platform-admin');
  const refused = await until(
    async () => {
      const found = await entries(admin, 'kind=access&outcome=refused');
      return found.length >= 2 ? found : undefined;
    },
    { what: 'the refusals' },
  );
  expect(refused.map(({ action, code, scope, actorName }) => [action, code, scope, actorName]).sort()).toEqual([
    ['audit.list', 'audit.list', 'line:hs-1', '王强'],
    ['machines.get', 'machine:as1-st10', null, '王强'],
  ]);
  const enterprise = await signIn('enterprise-admin');
  expect((await entries(enterprise, 'kind=access')).map(({ action }) => action)).toEqual(['audit.list']);
});

it('the enterprise sees its own people, and nobody of the whole installation', async () => {
  const seeded = await entries(await signIn('enterprise-admin'), 'action=users.seed');
  expect(seeded.map(({ code }) => code).sort()).toEqual([
    'enterprise-admin',
    'operator',
    'plant-manager',
    'supervisor',
  ]);
});

it('the export is a file for spreadsheets', async () => {
  const auditor = await signIn('auditor');
  const answer = await auditor('audit/export?action=users.seed');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="takt-audit.csv"');
  expect((await answer.text()).trim().split('\r\n')).toHaveLength(people.length + 2);
});

it('the chain is whole for the server and the command line, under the same head', async () => {
  const verified = await (await (await signIn('auditor'))('audit/verify')).json();
  expect(verified).toMatchObject({ whole: true, brokenAt: null });
  const noted = (verified as { head: string }).head;
  const env = { TAKT_DATA_DIR: place.path };
  expect(await takt(['audit', 'verify', '--from-head', noted], env)).toMatchObject({ code: 0 });
  expect(await takt(['audit', 'verify', '--from-head', '0'.repeat(64)], env)).toMatchObject({ code: 1 });
});

it('the programs of the demonstration may tell its progress and ask for live values, and nothing else', async () => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const call = async (path: string, body?: object) => {
    const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
    return (await fetch(`${server.url}/api/v1/${path}`, { headers, ...init })).status;
  };
  expect(await call('demonstration/progress', { done: 1, total: 2 })).toBe(204);
  expect(await call('machines/hs1-op10/live')).toBe(200);
  expect(await call('audit')).toBe(403);
  expect(await call('plant')).toBe(403);
});
