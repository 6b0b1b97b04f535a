// Every route and socket event, asked by every role about its own enterprise and another one: allowed exactly as the policy says.
// What the policy says is worked out here once more, from the table and the levels alone, and not by the code that enforces it.
import { consentedBy, type Permission, policy, type Role, roles } from '@takt/model/access';
import { api, type Route, type RouteName } from '@takt/model/api';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CallInput, requestFor } from '../../../model/api/request.ts';
import { openDatabase } from '../../../server/src/platform/database/index.ts';
import { writeRecognition } from '../../harness/applications.ts';
import { writeTenantRecords } from '../../harness/registry.ts';
import { type RunningServer, startServer } from '../../harness/server.ts';
import { createTempDirectory } from '../../harness/temp.ts';
import {
  embeddedDatabase,
  grantsIn,
  type Person,
  plantOf,
  type Tenant,
  tenant,
  writeConsent,
  writePeople,
} from '../../harness/tenants.ts';
import { writeMeasuredProjects } from './matrix/effect.ts';
import { brainSamples } from './matrix/index.ts';
import { writeProjects } from './matrix/project.ts';
import { type At, levels, type Made, nothing, type Samples, scopeOf } from './matrix/sample.ts';

type Asking = Role | 'nobody';
type Whose = 'own' | 'other';

const own = tenant('kingfisher');
const other = tenant('woodpecker');
const from = '2026-01-01T00:00:00Z';
const to = '2026-01-01T01:00:00Z';
const defaultTerms = {
  microStopSeconds: 60,
  stalenessSeconds: 600,
  setup: 'loss',
  plannedStop: 'excluded',
  overtime: 'counted',
  minimumCoverage: 0.8,
} as const;
const password = 'a password nobody else has';

type PlantRoutes = Extract<
  RouteName,
  `${'enterprises' | 'sites' | 'workshops' | 'lines' | 'machines'}.${'list' | 'get' | 'put' | 'remove'}`
>;

function plantSamples<K extends string>(
  kind: K,
  level: Exclude<At, 'platform'>,
  parent: At,
  body: (one: Tenant) => object,
) {
  const params = ({ tenant: one }: Made) => ({ code: one[level] });
  return {
    [`${kind}.list`]: { input: nothing, rows: true },
    [`${kind}.get`]: { input: (made: Made) => ({ params: params(made) }) as never, at: level },
    [`${kind}.put`]: {
      input: (made: Made) => ({ params: params(made), body: body(made.tenant) }) as never,
      at: parent,
    },
    // Refused for what lies below it where it is allowed, so that the next question finds it.
    [`${kind}.remove`]: { input: (made: Made) => ({ params: params(made) }) as never, at: parent },
  };
}

const name = (one: Tenant) => `Name ${one.mark}`;
const query =
  (scope: (one: Tenant) => string, more: object = {}) =>
  ({ tenant: one }: Made) =>
    ({ query: { scope: scope(one), from, to, ...more } }) as never;

const plantRoutes = {
  ...plantSamples('enterprises', 'enterprise', 'platform', (one) => ({ name: name(one) })),
  ...plantSamples('sites', 'site', 'enterprise', (one) => ({
    enterprise: one.enterprise,
    name: name(one),
    district: one.district,
    sector: 'C36',
    timeZone: 'Asia/Shanghai',
  })),
  ...plantSamples('workshops', 'workshop', 'site', (one) => ({
    site: one.site,
    name: name(one),
    calendar: one.calendar,
  })),
  ...plantSamples('lines', 'line', 'workshop', (one) => ({ workshop: one.workshop, name: name(one) })),
  ...plantSamples('machines', 'machine', 'line', (one) => ({ line: one.line, name: name(one), idealCycleSeconds: 30 })),
} as unknown as Pick<Samples, PlantRoutes>;

/** One that is missing here does not compile. */
const otherRoutes: Omit<Samples, PlantRoutes | keyof typeof brainSamples> = {
  'calendars.list': { input: nothing, rows: true },
  'calendars.get': { input: ({ tenant: one }) => ({ params: { code: one.calendar } }), at: 'enterprise' },
  'calendars.put': {
    input: ({ tenant: one }) => ({
      params: { code: one.calendar },
      body: {
        name: name(one),
        enterprise: one.enterprise,
        shifts: [{ code: 'a', name: 'Early', start: '06:00', end: '14:00' }],
      },
    }),
    at: 'enterprise',
  },
  'calendars.remove': { input: ({ tenant: one }) => ({ params: { code: one.calendar } }), at: 'enterprise' },
  'plant.get': { input: nothing, rows: true },
  'plant.put': {
    input: ({ tenant: one }) => ({ body: { machines: plantOf(one).machines } }) as never,
    at: 'line',
  },
  'definitions.list': { input: ({ tenant: one }) => ({ params: { code: one.workshop } }), at: 'workshop' },
  'definitions.add': {
    input: ({ tenant: one }) => ({
      params: { code: one.workshop },
      body: { ...defaultTerms, effectiveFrom: '2100-01-01T00:00:00Z' },
    }),
    at: 'workshop',
  },
  'kpis.query': { input: query((one) => scopeOf(one, 'workshop')), at: 'workshop' },
  'timeline.query': { input: query((one) => scopeOf(one, 'machine')), at: 'machine' },
  'stops.query': { input: query((one) => scopeOf(one, 'line')), at: 'line' },
  'shifts.query': { input: query((one) => scopeOf(one, 'workshop')), at: 'workshop' },
  'restatements.list': { input: ({ tenant: one }) => ({ query: { scope: scopeOf(one, 'line') } }), at: 'line' },
  'machines.live': { input: ({ tenant: one }) => ({ params: { code: one.machine } }), at: 'machine' },
  'machines.history': {
    input: ({ tenant: one }) => ({ params: { code: one.machine }, query: { signal: 'good', from, to } }),
    at: 'machine',
  },
  'machines.messages': { input: ({ tenant: one }) => ({ params: { code: one.machine } }), at: 'machine' },
  'pending.list': { input: nothing, rows: true },
  'pending.claim': {
    input: ({ tenant: one }) => ({
      params: { site: one.site, machine: 'pending' },
      body: { line: one.line, name: 'X', idealCycleSeconds: 30 },
    }),
    at: 'site',
  },
  'refused.list': { input: () => ({ query: {} }), rows: true },
  'quarantine.list': { input: () => ({ query: {} }), rows: true },
  'credentials.list': { input: () => ({ query: {} }), rows: true },
  'credentials.issue': {
    input: ({ tenant: one }) => ({
      params: { site: one.site, name: 'node' },
      body: { kind: 'node', method: 'password' },
    }),
    at: 'site',
  },
  'credentials.rotate': {
    input: ({ tenant: one }) => ({ params: { site: one.site, name: 'node' }, body: {} }),
    at: 'site',
  },
  'credentials.revoke': { input: ({ tenant: one }) => ({ params: { site: one.site, name: 'node' } }), at: 'site' },
  'authority.get': { input: nothing, rows: true },
  about: { input: nothing },
  'demonstration.progress': { input: () => ({ body: { done: 1, total: 1 } }), at: 'platform' },
  'setup.get': { input: nothing },
  'setup.complete': {
    input: () => ({ body: { token: 'x'.repeat(30), login: 'x1', name: 'X', password } }),
  },
  'session.get': { input: nothing },
  'session.signIn': { input: () => ({ body: { login: 'nobody-of-that-name', password } }) },
  'session.secondFactor': { input: () => ({ body: { ticket: 'x'.repeat(30), code: '123456' } }) },
  'invitation.look': { input: () => ({ body: { token: 'x'.repeat(30) } }) },
  'invitation.accept': { input: () => ({ body: { token: 'x'.repeat(30), name: 'X', password } }) },
  'provider.start': { input: () => ({ params: { id: 'nowhere' }, query: {} }) },
  'provider.callback': { input: () => ({ params: { id: 'nowhere' }, query: {} }) },
  'session.signOut': { input: nothing },
  'sessions.list': { input: nothing },
  'sessions.revoke': { input: () => ({ params: { id: 'nowhere' } }) },
  'sessions.revokeOthers': { input: nothing },
  'profile.put': { input: () => ({ body: { name: 'Z', language: null } }) },
  'profile.password': { input: () => ({ body: { current: password, next: password } }) },
  'secondFactor.begin': { input: () => ({ body: { password } }) },
  'secondFactor.confirm': { input: () => ({ body: { code: '123456' } }) },
  'secondFactor.recoveryCodes': { input: () => ({ body: { password } }) },
  'secondFactor.remove': { input: () => ({ body: { password } }) },
  'tokens.list': { input: nothing },
  'tokens.create': { input: () => ({ body: { name: 'T', permissions: ['kpi.read'], expiresAt: from } }) },
  'tokens.revoke': { input: () => ({ params: { id: 'nowhere' } }) },
  'users.list': { input: nothing, rows: true },
  'users.get': { input: ({ userId: id }) => ({ params: { id } }), at: 'line' },
  'users.invite': {
    // Refused for its login, where it is allowed: it is taken.
    input: ({ tenant: one }) => ({
      body: { login: `at-${one.mark}`, name: 'X', grants: [{ role: 'operator', scope: scopeOf(one, 'line') }] },
    }),
    at: 'line',
  },
  'users.put': { input: ({ userId: id }) => ({ params: { id }, body: { name: 'Y', state: 'active' } }), at: 'line' },
  'users.grants': {
    input: ({ userId: id, tenant: one }) => ({
      params: { id },
      body: { grants: [{ role: 'operator', scope: scopeOf(one, 'line') }] },
    }),
    at: 'line',
  },
  'users.reset': { input: ({ userId: id }) => ({ params: { id } }), at: 'line' },
  'users.signOut': { input: ({ userId: id }) => ({ params: { id } }), at: 'line' },
  'consents.list': { input: () => ({ query: {} }), rows: true },
  'consents.grant': {
    input: ({ tenant: one }) => ({
      // Refused for its end in the past, where it is allowed.
      body: { enterprise: one.enterprise, bureau: 'platform', groups: ['telemetry'], purpose: 'x', until: from },
    }),
    at: 'enterprise',
  },
  'consents.withdraw': { input: ({ consentId: id }) => ({ params: { id } }), at: 'enterprise' },
  'disclosures.list': { input: () => ({ query: {} }), rows: true },
  'disclosures.export': { input: () => ({ query: {} }), rows: true },
  'aggregates.query': { input: ({ tenant: one }) => ({ query: { district: one.district, from, to } }), at: 'district' },
  'audit.list': { input: () => ({ query: {} }), rows: true },
  'audit.export': { input: () => ({ query: {} }), rows: true },
  'audit.verify': { input: nothing, at: 'platform' },
};
const samples: Samples = { ...plantRoutes, ...otherRoutes, ...brainSamples };

type Expected = 'signed out' | 'refused' | 'allowed';

function expectedOf(name: RouteName, route: Route, asking: Asking, whose: Whose): Expected {
  if (route.permission === 'public') return 'allowed';
  if (asking === 'nobody') return 'signed out';
  // What concerns an account itself is done by the person who is signed in, and not by a program with a token.
  if (route.permission === 'self') return 'refused';
  const permission = permissionOf(name, route);
  if (!policy[asking].permissions.includes(permission)) return 'refused';
  if (samples[name].absent) return 'refused';
  const level = samples[name].at;
  if (level === undefined) return 'allowed';
  return reaches(asking, permission, level, whose) ? 'allowed' : 'refused';
}

/** Of the sample: lines and machines are finer than the rest. */
function permissionOf(name: RouteName, route: Route): Permission {
  return name === 'kpis.query' || name === 'shifts.query' ? route.permission : (route.permission as Permission);
}

const grants = grantsIn(own);
const grantLevel = (role: Role): At => (grants[role].scope.split(':')[0] ?? 'platform') as At;

/** Held over a part of an enterprise they reach what that part lies in, up to its enterprise. */
const seenFromBelow: ReadonlySet<Permission> = new Set([
  'plant.read',
  'registry.read',
  'projects.read',
  'projects.write',
  'recognition.read',
]);

function reaches(role: Role, permission: Permission, level: At, whose: Whose): boolean {
  const held = grantLevel(role);
  if (held === 'platform') return role === 'platform_admin' || consentedBy[permission] === undefined;
  if (whose === 'other' || level === 'platform') return false;
  if (held === 'district') return consentedBy[permission] === undefined;
  if (level === 'district') return false;
  if (seenFromBelow.has(permission)) return true;
  return levels.indexOf(held) <= levels.indexOf(level);
}

describe('who may do what', () => {
  let server: RunningServer;
  let directory: Awaited<ReturnType<typeof createTempDirectory>>;
  const people = new Map<Asking, Person | undefined>([['nobody', undefined]]);
  const made = new Map<Whose, Made>();

  beforeAll(async () => {
    directory = await createTempDirectory('matrix');
    const database = embeddedDatabase(directory.path);
    const written = await writePeople(database, [
      ...roles.map((role) => ({ login: `as-${role}`, grants: [grants[role]] })),
      ...[own, other].map((one) => ({
        login: `at-${one.mark}`,
        grants: [{ role: 'operator' as const, scope: scopeOf(one, 'line') }],
      })),
    ]);
    for (const role of roles)
      people.set(
        role,
        written.find(({ login }) => login === `as-${role}`),
      );
    for (const [whose, one] of [['own', own] as const, ['other', other] as const]) {
      const userId = written.find(({ login }) => login === `at-${one.mark}`)?.id ?? '';
      const purpose = `for ${one.mark}`;
      // Given to a bureau of another district: nobody here sees anything by it.
      const consent = { enterprise: one.enterprise, bureau: 'district:elsewhere', groups: [], purpose } as const;
      made.set(whose, { tenant: one, userId, consentId: await writeConsent(database, consent) });
    }
    await writeTenantRecords(database, own, other);
    await writeProjects(database, [own, other]);
    await writeMeasuredProjects(database, [own, other]);
    const { db, close } = await openDatabase(database);
    for (const one of [own, other]) await writeRecognition(db, one);
    await close();
    server = await startServer({ directory: directory.path });
    await setUp();
  });
  const setUp = () =>
    ask('plant.put', api['plant.put'], people.get('platform_admin'), { body: plantOf(own, other) as never });
  afterAll(async () => {
    await server?.stop();
    await directory?.remove();
  });

  async function ask<N extends RouteName>(name: N, route: Route, person: Person | undefined, input: CallInput<N>) {
    const { path } = requestFor(name, input);
    const { body } = input as { body?: unknown };
    const response = await fetch(server.url + path, {
      method: route.method.toUpperCase(),
      redirect: 'manual',
      headers: {
        ...(person ? { authorization: `Bearer ${person.token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  }

  const outcomeOf = (route: Route, status: number, text: string): Expected => {
    // Wrong passwords and spent links have the same status.
    if (route.permission === 'public') return 'allowed';
    if (status === 401) return 'signed out';
    // What is not theirs does not exist for them, be it asked for or referred to. All that the samples name exists.
    const absent =
      status === 404 &&
      !/does not run as a demonstration|no pending device|has no credential|no such (document|milestone|comment)/.test(
        text,
      );
    const dangling = status === 422 && text.includes('does not exist');
    return status === 403 || absent || dangling ? 'refused' : 'allowed';
  };

  const table = (Object.keys(api) as RouteName[]).sort();
  for (const whose of ['own', 'other'] as const) {
    describe(`of their ${whose === 'own' ? 'own' : 'neighbour’s'}`, () => {
      it.each(table)('%s', async (name) => {
        const route: Route = api[name];
        const one = made.get(whose);
        if (!one) throw new Error('nothing was made');
        const wrong: string[] = [];
        for (const [asking, person] of people) {
          // What was really removed is put back.
          if (name === 'machines.remove') await setUp();
          const { status, text } = await ask(name, route, person, samples[name].input(one) as never);
          const found = outcomeOf(route, status, text);
          const expected = expectedOf(name, route, asking, whose);
          const told = `${asking}: ${status} ${text.slice(0, 200)}`;
          if (found !== expected) wrong.push(`not ${expected}, ${told}`);
          if (status >= 500) wrong.push(`a fault, ${told}`);
          const narrow = asking !== 'nobody' && grantLevel(asking) !== 'platform';
          if (samples[name].rows && narrow && text.includes(other.mark)) wrong.push(`tells of another, ${told}`);
        }
        expect(wrong).toEqual([]);
      });
    });
  }

  describe('sockets', () => {
    const watching = async (person: Person | undefined, scope: string): Promise<Expected> => {
      const socket = io(server.url, {
        transports: ['websocket'],
        reconnection: false,
        forceNew: true,
        ...(person ? { auth: { token: person.token } } : {}),
      });
      try {
        return await new Promise((resolve) => {
          socket.on('connect_error', () => resolve('signed out'));
          socket.on('connect', async () => {
            const answer = (await socket.emitWithAck('watch', { scope })) as { ok: boolean };
            resolve(answer.ok ? 'allowed' : 'refused');
          });
        });
      } finally {
        socket.close();
      }
    };

    for (const level of ['enterprise', 'site', 'workshop', 'line', 'machine'] as const) {
      it(`a watched ${level}`, async () => {
        const found: Record<string, Expected> = {};
        const expected: Record<string, Expected> = {};
        for (const [asking, person] of people) {
          for (const [whose, { tenant: one }] of made) {
            const key = `${asking} ${whose}`;
            found[key] = await watching(person, scopeOf(one, level));
            if (asking === 'nobody') expected[key] = 'signed out';
            else expected[key] = reaches(asking, 'telemetry.read', level, whose) ? 'allowed' : 'refused';
          }
        }
        expect(found).toEqual(expected);
      });
    }
  });
});
