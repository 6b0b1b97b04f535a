// What attackers try at a running server, each by the weakness it hopes for (CWE, cwe.mitre.org), and that nothing comes of it.
// Signing in by force, planted sessions and used links: sign-in.test.ts. Broken HTTP, paths, slow requests: hardening/, connections.test.ts.
import { createHash } from 'node:crypto';
import { policy } from '@takt/model/access';
import { api, type Route, type RouteName } from '@takt/model/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setupToken } from '../../harness/administrator.ts';
import { metricIn } from '../../harness/api-client.ts';
import { changeAccess } from '../../harness/people.ts';
import { administrator, giveToken, openStage, other, own, type Stage } from './attacks/stage.ts';

let stage: Stage;
let before: string;
/** Whatever was used as a secret, to be looked for in the log. */
const secrets = new Set<string>();

beforeAll(async () => {
  stage = await openStage();
  for (const { token } of Object.values(stage.people)) secrets.add(token);
  secrets
    .add(stage.cookie.split('=')[1] ?? '')
    .add(administrator.password)
    .add(setupToken);
  secrets.add(await stage.server.token());
  before = await stage.state();
});
afterAll(() => stage?.close());
const unchanged = async () => expect(await stage.state()).toBe(before);

const routes = Object.entries(api) as [RouteName, Route][];
const writing = routes.filter(([, { method }]) => method !== 'get');
const json = { 'content-type': 'application/json' };
/** As in an address: whatever it names is none. */
const pathOf = ({ path }: Route, value = 'x') => path.replace(/:\w+/g, value);

// CWE-352: what a page of somebody else has the browser of somebody signed in send.
describe('a forged request', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const ways: [string, Record<string, string>, string | undefined][] = [
    ['a form of another site', { ...form, origin: 'https://evil.example' }, 'name=x'],
    ['a form that hides where it comes from', { ...form, origin: 'null' }, 'name=x'],
    ['a form of a browser that says nothing', form, 'name=x'],
    ['JSON as plain text', { 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' }, '{"name":"x"}'],
    ['JSON without an origin', json, '{}'],
    ['a page of the same domain', { ...json, 'sec-fetch-site': 'same-site' }, '{}'],
    ['an origin that begins like ours', { ...json, origin: 'http://127.0.0.1.evil.example' }, '{}'],
    ['an origin that ends like ours', { ...json, origin: 'http://evil.example/127.0.0.1' }, '{}'],
    ['a file on the disk', { ...json, origin: 'file://' }, '{}'],
    ['nothing but a referer', { ...json, referer: 'http://127.0.0.1/' }, '{}'],
  ];
  it.each(ways)('of %s changes nothing, by whichever route', async (_, headers, body) => {
    for (const [name, route] of writing) {
      const method = route.method.toUpperCase();
      const answer = await stage.send({
        method,
        path: pathOf(route),
        headers: { ...headers, cookie: stage.cookie },
        body,
      });
      expect([name, answer.status]).toEqual([name, 403]);
    }
    await unchanged();
  });

  it('is told from one of our own pages', async () => {
    const headers = { ...json, cookie: stage.cookie, 'sec-fetch-site': 'same-origin' };
    const { status } = await stage.send({ method: 'PUT', path: '/api/v1/profile', headers, body: '{}' });
    expect(status).toBe(400);
  });

  it('does not sign anybody in as the attacker', async () => {
    const body = JSON.stringify({ login: administrator.login, password: administrator.password });
    for (const headers of [
      { 'content-type': 'text/plain' },
      { ...json, origin: 'https://evil.example' },
      { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' },
    ]) {
      const answer = await stage.send({ method: 'POST', path: '/api/v1/session', headers, body });
      expect([403, 415]).toContain(answer.status);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });

  it('never works by reading: no route that answers something sets a cookie or changes anything', async () => {
    for (const [, route] of routes.filter(([, { method }]) => method === 'get')) {
      const { headers } = await stage.send({ path: pathOf(route), headers: { cookie: stage.cookie } });
      expect(headers.getSetCookie()).toEqual([]);
    }
    await unchanged();
  });

  // CWE-650: methods in disguise.
  it('is not made of a harmless one by a header or parameter', async () => {
    const path = `/api/v1/lines/${own.line}`;
    const as = { authorization: `Bearer ${stage.people.boss.token}` };
    for (const disguise of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      for (const method of ['GET', 'POST']) {
        const { status } = await stage.send({
          method,
          path: `${path}?_method=DELETE`,
          headers: { ...as, [disguise]: 'DELETE' },
        });
        expect([400, 405]).toContain(status);
        await stage.send({ method, path, headers: { ...as, [disguise]: 'DELETE' } });
      }
    }
    await unchanged();
  });
});

// CWE-862, CWE-306: other verbs than those the check was written for.
describe('methods nobody thought of', () => {
  it('HEAD asks for the same permission as GET and tells no more', async () => {
    for (const [name, route] of routes.filter(([, { method }]) => method === 'get')) {
      const path = pathOf(route);
      const [head, get] = [await stage.send({ method: 'HEAD', path }), await stage.send({ path })];
      expect([name, head.status, head.text]).toEqual([name, get.status, '']);
    }
  });

  it('OPTIONS lets no other origin in', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'PUT' };
    for (const [, route] of routes) {
      const answer = await stage.send({ method: 'OPTIONS', path: pathOf(route), headers });
      expect(answer.status).toBe(403);
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });
});

// CWE-639, CWE-863: ids and codes of somebody else.
describe('what belongs to somebody else', () => {
  const grants = [{ role: 'operator' as const, scope: `line:${own.line}` }];
  const terms = { name: 'taken', idealCycleSeconds: 1 };
  const site = { name: 'x', district: own.district, sector: 'C36', timeZone: 'UTC' };
  const shifts = [{ code: 'a', name: 'A', start: '06:00', end: '14:00' }];
  const tries: [string, (stage: Stage) => [RouteName, object]][] = [
    [
      'an account, renamed',
      ({ people }) => ['users.put', { params: { id: people.victim.id }, body: { name: 'x', state: 'disabled' } }],
    ],
    [
      'an account, given a role of one’s own',
      ({ people }) => ['users.grants', { params: { id: people.victim.id }, body: { grants } }],
    ],
    ['an account, reset', ({ people }) => ['users.reset', { params: { id: people.victim.id } }]],
    ['an account, signed out', ({ people }) => ['users.signOut', { params: { id: people.victim.id } }]],
    ['an account, read', ({ people }) => ['users.get', { params: { id: people.victim.id } }]],
    ['a consent, withdrawn', ({ consent: id }) => ['consents.withdraw', { params: { id } }]],
    [
      'a consent, given',
      () => [
        'consents.grant',
        {
          body: {
            enterprise: other.enterprise,
            bureau: `district:${other.district}`,
            groups: ['telemetry'],
            purpose: 'x',
            until: Date.now() + 1e6,
          },
        },
      ],
    ],
    [
      'a site to be put into',
      () => ['sites.put', { params: { code: 'new' }, body: { ...site, enterprise: other.enterprise } }],
    ],
    [
      'a site, taken over',
      () => ['sites.put', { params: { code: other.site }, body: { ...site, enterprise: own.enterprise } }],
    ],
    [
      'a site, given away',
      () => ['sites.put', { params: { code: own.site }, body: { ...site, enterprise: other.enterprise } }],
    ],
    [
      'a workshop, taken over',
      () => ['workshops.put', { params: { code: other.workshop }, body: { site: own.site, name: 'x' } }],
    ],
    [
      'a workshop, given away',
      () => ['workshops.put', { params: { code: own.workshop }, body: { site: other.site, name: 'x' } }],
    ],
    [
      'a calendar, used',
      () => [
        'workshops.put',
        { params: { code: own.workshop }, body: { site: own.site, name: 'x', calendar: other.calendar } },
      ],
    ],
    [
      'a calendar, taken over',
      () => [
        'calendars.put',
        { params: { code: other.calendar }, body: { name: 'x', shifts, enterprise: own.enterprise } },
      ],
    ],
    ['a calendar, for everybody', () => ['calendars.put', { params: { code: 'all' }, body: { name: 'x', shifts } }]],
    [
      'a line, taken over',
      () => ['lines.put', { params: { code: other.line }, body: { workshop: own.workshop, name: 'x' } }],
    ],
    [
      'a machine, taken over',
      () => ['machines.put', { params: { code: other.machine }, body: { ...terms, line: own.line } }],
    ],
    [
      'a machine, given away',
      () => ['machines.put', { params: { code: own.machine }, body: { ...terms, line: other.line } }],
    ],
    ['a machine, removed', () => ['machines.remove', { params: { code: other.machine } }]],
    [
      'machines among one’s own',
      () => [
        'plant.put',
        {
          body: {
            machines: { [own.machine]: { ...terms, line: own.line }, [other.machine]: { ...terms, line: other.line } },
          },
        },
      ],
    ],
    [
      'a device of one’s own on a line of another',
      () => ['pending.claim', { params: { site: own.site, machine: 'm' }, body: { ...terms, line: other.line } }],
    ],
    [
      'a device of another on a line of one’s own',
      () => ['pending.claim', { params: { site: other.site, machine: 'm' }, body: { ...terms, line: own.line } }],
    ],
    [
      'a device’s credential',
      () => [
        'credentials.issue',
        { params: { site: other.site, name: 'n' }, body: { kind: 'node', method: 'password' } },
      ],
    ],
    ['a device’s credential, ended', () => ['credentials.revoke', { params: { site: other.site, name: 'n' } }]],
    [
      'a definition',
      () => [
        'definitions.add',
        {
          params: { code: other.workshop },
          body: {
            microStopSeconds: 60,
            stalenessSeconds: 600,
            setup: 'loss',
            plannedStop: 'excluded',
            overtime: 'counted',
            minimumCoverage: 0.8,
            effectiveFrom: '2100-01-01T00:00:00Z',
          },
        },
      ],
    ],
    ['the demonstration', () => ['demonstration.progress', { body: { done: 1, total: 1 } }]],
    ['the audit log of all', () => ['audit.verify', {}]],
  ];
  it.each(tries)('is out of reach: %s', async (_, make) => {
    const [name, input] = make(stage);
    for (const as of [stage.people.boss, stage.people.manager, stage.people.operator]) {
      const { status, text } = await stage.ask(as, name, input as never);
      expect([403, 404, 422], text).toContain(status);
      // What was asked may be said back.
      const asked = Object.values(other).filter((code) => JSON.stringify(input).includes(code));
      expect(asked.reduce((rest, code) => rest.replaceAll(code, ''), text)).not.toContain(other.mark);
    }
    await unchanged();
  });

  it('is out of reach: sessions and tokens, by their ids, for somebody signed in', async () => {
    const { cookie, server, people } = stage;
    const ids = await changeAccess(server, async (db) => ({
      session: await db.selectFrom('sessions').select('id').where('user_id', '!=', people.victim.id).execute(),
      token: await db.selectFrom('api_tokens').select('id').where('user_id', '=', people.victim.id).execute(),
    }));
    const own = JSON.parse((await stage.send({ path: '/api/v1/sessions', headers: { cookie } })).text) as {
      id: string;
    }[];
    const foreign = ids.session.filter(({ id }) => !own.some((one) => one.id === id));
    const headers = { cookie, origin: server.url };
    for (const path of [...foreign.map(({ id }) => `sessions/${id}`), ...ids.token.map(({ id }) => `tokens/${id}`)])
      expect((await stage.send({ method: 'DELETE', path: `/api/v1/${path}`, headers })).status).toBe(404);
    expect(ids.token.length).toBeGreaterThan(0);
    await unchanged();
  });

  it('is not reached by naming two, one of which is one’s own (CWE-235)', async () => {
    const headers = { authorization: `Bearer ${stage.people.boss.token}` };
    const range = 'from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z';
    const [mine, theirs] = [`workshop:${own.workshop}`, `workshop:${other.workshop}`];
    for (const scopes of [
      `scope=${mine}&scope=${theirs}`,
      `scope=${theirs}&scope=${mine}`,
      `scope[]=${mine}&scope[]=${theirs}`,
      `scope=${mine}&scope[code]=${other.workshop}`,
      `scope=${mine},${theirs}`,
      `scope=${mine}%26scope=${theirs}`,
      `scope[level]=workshop&scope[code]=${other.workshop}`,
    ]) {
      const { status, text } = await stage.send({ path: `/api/v1/kpis?${scopes}&${range}`, headers });
      expect([400, 404], text).toContain(status);
    }
    const twice = `{"enterprise":"${own.enterprise}","bureau":"platform","groups":["telemetry"],"purpose":"x","until":9e12,"enterprise":"${other.enterprise}"}`;
    const post = { method: 'POST', headers: { ...headers, ...json } };
    expect((await stage.send({ ...post, path: '/api/v1/consents', body: twice })).status).toBe(404);
    await unchanged();
  });
});

// CWE-269: to have more than one was given.
describe('more rights than one has', () => {
  const { boss: _, ...levels } = { boss: 0, manager: `site:${own.site}`, operator: `line:${own.line}` };
  it('are not given to oneself', async () => {
    for (const as of [stage.people.boss, stage.people.manager]) {
      for (const grants of [
        [{ role: 'platform_admin', scope: 'platform' }],
        [{ role: 'enterprise_admin', scope: `enterprise:${other.enterprise}` }],
        [{ role: 'enterprise_admin', scope: `enterprise:${own.enterprise}` }],
      ])
        expect((await stage.ask(as, 'users.grants', { params: { id: as.id }, body: { grants } } as never)).status).toBe(
          403,
        );
    }
    await unchanged();
  });

  it.each([
    ['platform_admin', 'platform'],
    ['city_officer', 'platform'],
    ['auditor', 'platform'],
    ['district_officer', `district:${own.district}`],
    ['enterprise_admin', `enterprise:${other.enterprise}`],
    ['plant_manager', `site:${other.site}`],
    ['plant_manager', `site: ${own.site}`],
    ['plant_manager', `site:${own.site}\u200b`],
    ['plant_manager', `site:${own.site}:${other.site}`],
    ['plant_manager', `enterprise:${own.enterprise}`],
    ['operator', `machine:${own.machine}`],
    ['operator', 'line:constructor'],
    ['enterprise_admin', 'enterprise:__proto__'],
  ])('are not given to a straw man: %s over %s', async (role, scope) => {
    for (const as of [stage.people.boss, stage.people.manager, stage.people.operator]) {
      const body = {
        login: 'straw',
        name: 'Straw',
        grants: [
          { role: 'operator', scope: levels.operator },
          { role, scope },
        ],
      };
      const { status } = await stage.ask(as, 'users.invite', { body } as never);
      expect([400, 403]).toContain(status);
    }
    await unchanged();
  });

  // CWE-915: fields nobody asked for.
  it.each([
    [
      'PUT',
      '/api/v1/profile',
      { name: 'Z', language: null },
      { grants: [], state: 'active', login: 'x', id: 'x', password_hash: 'x', provider: 'x' },
    ],
    [
      'POST',
      '/api/v1/tokens',
      { name: 'T', permissions: ['kpi.read'], expiresAt: 9e12 },
      { user_id: 'x', userId: 'x', token: 'takt_x', token_hash: 'x', id: 'x' },
    ],
    [
      'POST',
      '/api/v1/users',
      { login: 'straw', name: 'S', grants: [{ role: 'operator', scope: `line:${own.line}` }] },
      { state: 'active', password: 'x', password_hash: 'x', id: 'x', more: true },
    ],
    [
      'POST',
      '/api/v1/users',
      { login: 'straw', name: 'S' },
      { grants: [{ role: 'operator', scope: `line:${own.line}`, granted_by: 'x' }] },
    ],
    [
      'PUT',
      '/api/v1/lines/fresh',
      { workshop: own.workshop, name: 'X' },
      { enterprise: other.enterprise, site: other.site, code: other.line, id: 1 },
    ],
    [
      'PUT',
      '/api/v1/machines/fresh',
      { line: own.line, name: 'X', idealCycleSeconds: 1 },
      { source: 'x', workshop: other.workshop, signalMap: { constructor: 1 } },
    ],
    [
      'POST',
      '/api/v1/consents',
      { enterprise: own.enterprise, bureau: 'platform', groups: ['telemetry'], purpose: 'x', until: 9e12 },
      { id: 'x', from: 0, grantedBy: 'victim', withdrawnAt: null, state: 'in_force' },
    ],
    ['POST', '/api/v1/session', { login: 'x', password: 'y' }, { role: 'platform_admin', remember: true, userId: 'x' }],
    [
      'POST',
      '/api/v1/setup',
      { token: 'x'.repeat(30), login: 'xy', name: 'X', password: 'y' },
      { grants: [], role: 'platform_admin' },
    ],
  ] as const)('do not come of fields that are not asked for: %s %s', async (method, path, body, more) => {
    const boss = { ...json, authorization: `Bearer ${stage.people.boss.token}` };
    const admin = { ...json, cookie: stage.cookie, origin: stage.server.url };
    const headers: Record<string, string> = path.endsWith('consents') ? boss : admin;
    for (const [field, value] of Object.entries(more)) {
      const answer = await stage.send({ method, path, headers, body: JSON.stringify({ ...body, [field]: value }) });
      expect([field, answer.status]).toEqual([field, 400]);
      expect(answer.text).toContain(field);
    }
    await unchanged();
  });
});

// CWE-1321: objects that everything inherits from.
describe('prototypes', () => {
  const admin = () => ({ ...json, cookie: stage.cookie, origin: stage.server.url });
  it.each([
    '{"__proto__":{"polluted":true},"name":"x"}',
    '{"constructor":{"prototype":{"polluted":true}},"name":"x"}',
    '{"name":{"__proto__":{"polluted":true}}}',
    '{"__proto__":null}',
  ])('are not reached by a body: %s', async (body) => {
    for (const [, route] of writing.filter(([, { body: taken }]) => taken)) {
      // What is public counts failures; these are those of somebody signed in.
      if (route.permission === 'public') continue;
      const { status } = await stage.send({
        method: route.method.toUpperCase(),
        path: pathOf(route),
        headers: admin(),
        body,
      });
      // Whoever runs the installation gives no consents and does no official act.
      const held = route.permission === 'self' || policy.platform_admin.permissions.includes(route.permission);
      expect(status).toBe(held ? 400 : 403);
    }
    const yaml = { ...admin(), 'content-type': 'application/yaml' };
    const answer = await stage.send({
      method: 'PUT',
      path: '/api/v1/plant',
      headers: yaml,
      body: `__proto__: {polluted: true}\nenterprises: {__proto__: {name: x}}`,
    });
    expect(answer.status).toBe(400);
    expect((await stage.send({ path: '/api/v1/about' })).text).not.toContain('polluted');
    await unchanged();
  });

  it.each([
    '__proto__[polluted]=1',
    'constructor[prototype][polluted]=1',
    'constructor=1',
    '__proto__=1',
    'toString=1',
  ])('are not reached by a query: %s', async (query) => {
    for (const [name, route] of routes.filter(
      ([, { method, permission }]) => method === 'get' && permission !== 'public',
    )) {
      const { status } = await stage.send({ path: `${pathOf(route)}?${query}`, headers: { cookie: stage.cookie } });
      expect([name, status]).toEqual([name, 400]);
    }
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__proto__', 'prototype'])(
    'are nothing that exists: %s',
    async (word) => {
      for (const [name, route] of routes.filter(([, { path, method }]) => method === 'get' && path.includes(':'))) {
        const { status } = await stage.send({ path: pathOf(route, word), headers: { cookie: stage.cookie } });
        expect([400, 303, 404], name).toContain(status);
      }
      for (const level of ['enterprise', 'site', 'workshop', 'line', 'machine', 'district'])
        expect(
          (
            await stage.send({
              path: `/api/v1/kpis?scope=${level}:${word}&from=0&to=1`,
              headers: { cookie: stage.cookie },
            })
          ).status,
        ).toBe(404);
    },
  );
});

// CWE-287, CWE-613: what looks like a token.
describe('a token', () => {
  const plant = (headers: Record<string, string>) => stage.send({ path: '/api/v1/plant', headers });
  it('is taken only whole and as it is', async () => {
    const { token } = stage.people.boss;
    const hash = createHash('sha256').update(token).digest('hex');
    expect((await plant({ authorization: `Bearer ${token}` })).status).toBe(200);
    for (const authorization of [
      `Bearer ${token.slice(0, -1)}`,
      `Bearer ${token}x`,
      `Bearer ${token.toUpperCase()}`,
      `Bearer ${token.slice(0, 9)}`,
      `Bearer ${hash}`,
      `Bearer takt_${hash}`,
      `Bearer ${stage.people.boss.tokenId}`,
      `Bearer ${token},Bearer ${token}`,
      `Bearer ${token}%00`,
      'Bearer takt_',
      'Bearer ',
      'Bearer null',
      'Bearer undefined',
      "Bearer takt_' OR '1'='1",
      'Bearer takt_%',
      `Bearer takt_${'x'.repeat(5000)}`,
      `Basic ${btoa(`boss:${token}`)}`,
      token,
    ])
      expect((await plant({ authorization })).status, authorization).toBe(401);
  });

  it('is not taken from an address, a cookie or a body', async () => {
    const { token } = stage.people.boss;
    for (const name of ['access_token', 'token', 'authorization', 'api_key'])
      expect([400, 401]).toContain((await stage.send({ path: `/api/v1/plant?${name}=${token}` })).status);
    expect((await plant({ cookie: `takt_session=${token}` })).status).toBe(401);
  });

  it('that is wrong is not made good by a session beside it', async () => {
    expect((await plant({ cookie: stage.cookie, authorization: 'Bearer takt_wrong' })).status).toBe(401);
  });

  it('or a session is not known by its id, which lists tell', async () => {
    const [session] =
      (await stage.send({ path: '/api/v1/sessions', headers: { cookie: stage.cookie } })).text.match(/[0-9a-f-]{36}/) ??
      [];
    expect(session).toBeDefined();
    const proof = 'A'.repeat(43);
    for (const secret of [
      `${session}`,
      `${session}.${Date.now().toString(36)}.${proof}`,
      `${session}..`,
      `${session}.0.`,
    ])
      expect((await plant({ cookie: `takt_session=${secret}` })).status).toBe(401);
  });

  it('that is over, or of somebody disabled, ends at once and does not come back', async () => {
    const { server, people } = stage;
    const late = `takt_${'l'.repeat(43)}`;
    await giveToken(server, people.auditor.id, late, { expiresAt: Date.now() - 1 });
    expect((await plant({ authorization: `Bearer ${late}` })).status).toBe(401);
    const as = { authorization: `Bearer ${people.auditor.token}` };
    const put = (state: 'active' | 'disabled') =>
      server.call('users.put', { params: { id: people.auditor.id }, body: { name: 'Auditor', state } });
    expect((await plant(as)).status).toBe(200);
    await put('disabled');
    expect((await plant(as)).status).toBe(401);
    await put('active');
    expect((await plant(as)).status).toBe(401);
    before = await stage.state();
  });

  it('for reading writes nothing, and none makes another (CWE-269)', async () => {
    const reading = `takt_${'r'.repeat(43)}`;
    secrets.add(reading);
    await giveToken(stage.server, stage.people.boss.id, reading, { permissions: ['plant.read'] });
    before = await stage.state();
    const as = { ...json, authorization: `Bearer ${reading}` };
    for (const [name, route] of writing.filter(([, { permission }]) => permission !== 'public')) {
      const { status } = await stage.send({
        method: route.method.toUpperCase(),
        path: pathOf(route),
        headers: as,
        body: '{}',
      });
      expect([name, status]).toEqual([name, 403]);
    }
    await unchanged();
  });
});

// CWE-89, CWE-943, CWE-22, CWE-158: identifiers that are more than identifiers.
describe('an identifier that would be a statement', () => {
  const payloads = [
    "' OR '1'='1",
    "'; DROP TABLE users; --",
    '" OR ""="',
    "x' UNION SELECT password_hash FROM users --",
    '1) OR (1=1',
    '%',
    '_',
    '\\',
    "\\' OR 1=1 --",
    'ʼ OR 1=1 --',
    '＇ OR 1=1 --',
    '/* */',
    ';SHOW DATABASES',
    "x' /**/OR/**/1=1#",
    '$(sleep 9)',
    '{{7*7}}',
    '../../../../etc/passwd',
    '..\\..\\windows\\win.ini',
    'a\0b',
    '\ud800',
    '🏭'.repeat(30),
  ];
  const all = (text: string) => encodeURIComponent(text.toWellFormed());

  it.each(payloads)('is nothing but a name: %j', async (payload) => {
    const headers = { cookie: stage.cookie };
    for (const [name, route] of routes.filter(([, { method }]) => method === 'get')) {
      const keys = Object.keys(route.query?.shape ?? {});
      const paths = [
        ...(route.path.includes(':') ? [pathOf(route, all(payload))] : []),
        ...keys.map((key) => `${pathOf(route, own.machine)}?${key}=${all(payload)}`),
        `${pathOf(route)}?${all(payload)}=1`,
      ];
      for (const path of paths) {
        const { status, text } = await stage.send({ path, headers });
        expect(status, `${name} ${path}: ${text}`).toBeLessThan(500);
        expect(text).not.toMatch(/argon2id|root:x:|SQLITE|syntax error|\[fonts\]/i);
      }
    }
    const range = 'from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z';
    for (const path of [
      ...['actor', 'action', 'kind', 'code'].map((key) => `audit?${key}=${all(payload)}`),
      `disclosures?enterprise=${all(payload)}`,
    ]) {
      const { status, text } = await stage.send({ path: `/api/v1/${path}`, headers });
      if (status === 200) expect([path, text]).toEqual([path, '[]']);
      else expect(status).toBe(400);
    }
    const history = await stage.send({
      path: `/api/v1/machines/${own.machine}/history?signal=${all(payload)}&${range}`,
      headers,
    });
    if (history.status === 200) expect(JSON.parse(history.text).points).toEqual([]);
    const signIn = { login: payload.slice(0, 100), password: payload };
    const tried = await stage.ask(undefined, 'session.signIn', { body: signIn });
    expect([400, 401, 429]).toContain(tried.status);
    await unchanged();
  });

  it('in a search finds what holds it, and no more', async () => {
    const found = async (text: string) =>
      (await stage.server.call('audit.list', { query: { text, limit: 1000 } })).length;
    expect(await found(own.machine)).toBeGreaterThan(0);
    for (const text of ['machin%falcon', 'machine_falcon', '_achine-falcon', 'machine-falcon%'])
      expect([text, await found(text)]).toEqual([text, 0]);
  });
});

// CWE-601, CWE-113, CWE-525, CWE-209, CWE-400.
describe('answers', () => {
  it('of the interface are kept by nobody on the way, whatever they are', async () => {
    for (const [name, route] of routes.filter(([, { method }]) => method === 'get'))
      for (const headers of [{}, { cookie: stage.cookie }, { authorization: 'Bearer x' }] as Record<string, string>[]) {
        const answer = await stage.send({ path: pathOf(route), headers });
        expect([name, answer.headers.get('cache-control')]).toEqual([name, 'no-store']);
      }
    for (const file of ['audit', 'disclosures']) {
      const { headers } = await stage.send({ path: `/api/v1/${file}/export`, headers: { cookie: stage.cookie } });
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename="takt-\w+\.csv"$/);
    }
  });

  it('redirect nowhere else', async () => {
    for (const path of [
      '//evil.example',
      '/\\evil.example',
      '/%5cevil.example',
      '/sign-in?to=https://evil.example',
      '/api/v1/providers/x/start?to=//evil.example',
      '/api/v1/providers/x/callback?state=x&redirect=https://evil.example',
    ]) {
      const location = (await stage.send({ path })).headers.get('location') ?? '/';
      expect(new URL(location, stage.server.url).origin, path).toBe(stage.server.url);
    }
  });

  it('to what is too much, packed, deep or empty are refusals', async () => {
    const headers = { ...json, cookie: stage.cookie, origin: stage.server.url };
    const put = (body: string, more: Record<string, string> = {}) =>
      stage.send({ method: 'PUT', path: '/api/v1/profile', headers: { ...headers, ...more }, body });
    expect((await put(JSON.stringify({ name: 'x'.repeat(1_100_000) }))).status).toBe(413);
    expect((await put('{}', { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await put(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).status).toBe(400);
    expect((await put('')).status).toBe(400);
    const anonymous = await stage.send({
      method: 'PUT',
      path: '/api/v1/plant',
      headers: json,
      body: 'x'.repeat(9_000_000),
    });
    expect(anonymous.status).toBe(401);
    await unchanged();
  });

  // CWE-294: once is enough.
  it('to the link of the first start are refusals ever after', async () => {
    const body = { token: setupToken, login: 'second', name: 'Second', password: 'quite another long password' };
    expect([403, 409]).toContain((await stage.ask(undefined, 'setup.complete', { body })).status);
    await unchanged();
  });
});

// CWE-350: a name that was rebound to our address.
it('a page by another name is answered nothing', async () => {
  const { request } = await import('node:http');
  for (const [name, route] of routes.filter(([, { method }]) => method === 'get')) {
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'rebound.example', cookie: stage.cookie };
      request({ host: '127.0.0.1', port: stage.server.httpPort, path: pathOf(route), headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect([name, status]).toEqual([name, 403]);
  }
});

// CWE-1236: cells that a spreadsheet would compute.
it('exports hold no formula, whoever wrote what', async () => {
  const { server, people } = stage;
  const formula = (what: string) => `=cmd|'/c calc'!${what}`;
  for (const start of ['=', '+', '-', '@', ' =', '\u00a0=', '＝']) {
    const evil = `${start}cmd|'/c calc'!A1`;
    await server.call('enterprises.put', { params: { code: own.enterprise }, body: { name: evil } });
    await server.call('lines.put', { params: { code: own.line }, body: { workshop: own.workshop, name: evil } });
  }
  await server.call('enterprises.put', { params: { code: own.enterprise }, body: { name: formula('E') } });
  await changeAccess(server, async (db) => {
    await db
      .updateTable('users')
      .set({ name: formula('N') })
      .where('id', 'in', [people.officer.id, people.boss.id])
      .execute();
  });
  await server.call('machines.put', {
    params: { code: own.machine },
    body: { line: own.line, name: formula('M'), idealCycleSeconds: 1 },
  });
  const until = Date.now() + 3_600_000;
  const grant = {
    enterprise: own.enterprise,
    bureau: `district:${own.district}`,
    groups: ['machine_kpis' as const],
    purpose: formula('P'),
    until,
  };
  expect((await stage.ask(people.boss, 'consents.grant', { body: grant })).status).toBe(200);
  expect((await stage.ask(people.officer, 'machines.get', { params: { code: own.machine } })).status).toBe(200);
  for (const name of ['audit.export', 'disclosures.export'] as const) {
    const { text } = await stage.ask(people.boss, name, { query: {} });
    expect(text).toContain('cmd|');
    const cells = text.slice(1).split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)|\r\n(?=(?:[^"]*"[^"]*")*[^"]*$)/);
    expect(cells.length).toBeGreaterThan(30);
    for (const cell of cells) expect(cell.replace(/^"/, '')).not.toMatch(/^[\s\p{Cf}]*[=+\-@＝＋－＠]/u);
  }
});

// CWE-532, CWE-209: at the end of it all.
it('none of it was a fault, and none of the secrets is in the log', async () => {
  const { text } = await stage.server.text('/metrics');
  for (const status of ['500', '502', '503']) expect(metricIn(text, 'takt_http_requests_total', { status })).toBe(0);
  const log = stage.server.output();
  expect(log).toContain('"path":"/api/v1/plant"');
  for (const secret of secrets) expect(log).not.toContain(secret);
  expect(log).not.toMatch(/argon2id\$v|TypeError|UnhandledPromise/);
});
