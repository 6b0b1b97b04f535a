// Owns what is asked of an installation: every route that answers something, in every form in which it names a part of the plant.
import type { RouteName } from '@takt/model/api';
import { type CallInput, requestFor } from '../../../../model/api/request.ts';
import { recordIds } from '../../../harness/registry.ts';
import { brainReadings } from './brain/index.ts';
import { districtsOf, enterpriseOf, markOf, type Node, nobodys } from './marks.ts';
import type { Reading, Readings } from './reading.ts';
import type { World } from './world.ts';

export interface Question {
  name: RouteName;
  method: string;
  path: string;
  body?: unknown;
  /** The same about what does not exist: whoever may not know the thing must be answered so. */
  about?: string;
}

const hourMs = 3_600_000;
const once = () => [{}];
const range = () => ({ from: Date.now() - 2 * hourMs, to: Date.now() });
const of =
  (...levels: Node['level'][]) =>
  ({ nodes }: World) =>
    nodes.filter(({ level }) => levels.includes(level));
const byCode =
  (...levels: Node['level'][]) =>
  (world: World) =>
    of(...levels)(world).map(({ code }) => ({ params: { code }, about: code }));

/** Every node and district, with what else is asked. */
const byScope =
  <Q extends object = object>(more: readonly Q[]) =>
  ({ nodes, districts }: World) =>
    [
      ...nodes.map(({ level, code }) => ({ level, code })),
      ...districts.map((code) => ({ level: 'district', code })),
    ].flatMap(({ level, code }) =>
      more.map((rest) => ({ query: { ...range(), ...rest, scope: `${level}:${code}` as never }, about: code })),
    );

const readings: Readings = {
  'enterprises.list': once,
  'enterprises.get': byCode('enterprise'),
  'sites.list': once,
  'sites.get': byCode('site'),
  'workshops.list': once,
  'workshops.get': byCode('workshop'),
  'lines.list': once,
  'lines.get': byCode('line'),
  'machines.list': once,
  'machines.get': byCode('machine'),
  'calendars.list': once,
  'calendars.get': ({ calendars }) => calendars.map(({ code }) => ({ params: { code }, about: code })),
  'plant.get': once,
  'definitions.list': byCode('workshop'),
  'kpis.query': byScope([
    {},
    { by: 'machine', bucket: 'hour' },
    { by: 'workshop' },
    { by: 'enterprise' },
    { by: 'product', bucket: 'shift' },
  ] as const),
  'timeline.query': byScope([{}]),
  'stops.query': byScope([{}]),
  'shifts.query': byScope([{}]),
  'restatements.list': (world) =>
    byScope([{}])(world).map(({ query: { scope }, about }) => ({ query: { scope }, about })),
  'machines.live': byCode('machine'),
  'machines.messages': byCode('machine'),
  'machines.history': (world) =>
    byCode('machine')(world).map((one) => ({ ...one, query: { signal: 'good', ...range() } })),
  'pending.list': once,
  'refused.list': () => [{ query: {} }, { query: { limit: 1000 } }],
  'quarantine.list': () => [{ query: {} }, { query: { limit: 1000 } }],
  'credentials.list': (world) => [{ query: {} }, ...of('site')(world).map(({ code }) => ({ query: { site: code } }))],
  'authority.get': once,
  about: once,
  'setup.get': once,
  'session.get': once,
  'sessions.list': once,
  'tokens.list': once,
  'provider.start': () => [{ params: { id: 'none' }, query: {} }],
  'provider.callback': () => [{ params: { id: 'none' }, query: {} }],
  'users.list': once,
  'users.get': ({ people }) => people.map(({ id }) => ({ params: { id } })),
  'consents.list': ({ enterprises }) => [
    { query: {} },
    ...enterprises.map(({ code }) => ({ query: { enterprise: code } })),
  ],
  'disclosures.list': ({ enterprises }) => [
    { query: {} },
    ...enterprises.map(({ code }) => ({ query: { enterprise: code } })),
  ],
  'disclosures.export': ({ enterprises }) => [
    { query: {} },
    ...enterprises.map(({ code }) => ({ query: { enterprise: code } })),
  ],
  'aggregates.query': ({ districts }) =>
    districts.flatMap((district) => [
      { query: { district, ...range() } },
      { query: { district, ...range(), by: 'sector' as const } },
    ]),
  'audit.list': ({ nodes }) => [
    { query: { limit: 1000 } },
    ...nodes.map(({ code }) => ({ query: { code } })),
    ...nodes.slice(0, 5).map(({ name }) => ({ query: { text: name } })),
  ],
  'audit.export': () => [{ query: {} }],
  'audit.verify': once,
  ...brainReadings,
};

export function readingsOf(world: World): Question[] {
  return (Object.keys(readings) as Reading[]).flatMap((name) =>
    readings[name](world).map((input) => {
      const { about, ...call } = input as { about?: string };
      return { name, ...requestFor(name, call as never), ...(about === undefined ? {} : { about }) };
    }),
  );
}

/** The same question about what is not there. */
export function aboutNothing(question: Question): Question | undefined {
  const { about, path, body } = question;
  if (about === undefined) return undefined;
  const other = `x-${nobodys}`;
  const text = JSON.stringify(body ?? null).replaceAll(about, other);
  return {
    ...question,
    path: path.replaceAll(encodeURIComponent(about), other),
    body: body && JSON.parse(text),
    about: other,
  };
}

const terms = { name: 'X', idealCycleSeconds: 30 };

/** What nobody may do to a neighbour, and what is wrong besides; `mine` is a line of whoever asks, where there is one. */
export function writingsAgainst(
  node: Node,
  { invited, consents, calendars }: World,
  mine: Node | undefined,
): Question[] {
  const ask = <N extends RouteName>(name: N, input: CallInput<N>, about?: string): Question => {
    const { body } = input as { body?: unknown };
    return { name, ...requestFor(name, input), body, ...(about === undefined ? {} : { about }) };
  };
  const { code, level } = node;
  const scope = `${level}:${code}`;
  const person = invited.get(enterpriseOf(node)) ?? 'nobody';
  const wrong = [
    ask('users.invite', { body: { login: 'a', name: '', grants: [{ role: 'operator', scope }] } } as never),
    ask('users.grants', { params: { id: person }, body: { grants: [{ role: 'supervisor', scope }] } } as never),
    ask(
      'tokens.create',
      { body: { name: 'T', permissions: ['kpi.read'], scope, expiresAt: Date.now() + hourMs } },
      code,
    ),
    ...consents
      .filter(({ enterprise }) => enterprise === enterpriseOf(node))
      .map(({ id }) => ask('consents.withdraw', { params: { id } })),
  ];
  const calendar = calendars.find((one) => one.node === enterpriseOf(node))?.code ?? '';
  switch (level) {
    case 'enterprise':
      wrong.push(
        ask(
          'consents.grant',
          { body: { enterprise: code, bureau: 'platform', groups: ['telemetry'], purpose: 'x', until: 1 } },
          code,
        ),
        ask('enterprises.put', { params: { code }, body: { name: 'X' } }, code),
        ask(
          'registry.change',
          { params: { id: recordIds(markOf(node)).enterprise }, body: { revision: 999, name: 'X', district: 'X' } },
          recordIds(markOf(node)).enterprise,
        ),
        ask('calendars.put', { params: { code: calendar }, body: { name: 'X', shifts: [] } } as never),
      );
      break;
    case 'site':
      wrong.push(
        ask('sites.put', { params: { code }, body: { name: 'X', district: districtsOf(node)[0] } } as never, code),
        ask('workshops.put', { params: { code: `new-${nobodys}` }, body: { site: code, name: 'X', calendar } }, code),
        ask(
          'credentials.issue',
          { params: { site: code, name: 'n' }, body: { kind: 'device', method: 'password' } },
          code,
        ),
        ask(
          'pending.claim',
          { params: { site: code, machine: 'm' }, body: { line: mine?.code ?? code, ...terms } },
          code,
        ),
      );
      break;
    case 'workshop':
      wrong.push(
        ask('definitions.add', { params: { code }, body: { effectiveFrom: 0 } } as never, code),
        ask('lines.put', { params: { code: `new-${nobodys}` }, body: { workshop: code, name: 'X' } }, code),
        ask('plant.put', { body: { lines: { [`new-${nobodys}`]: { workshop: code, name: 'X' } } } } as never, code),
      );
      break;
    case 'line':
      wrong.push(ask('machines.put', { params: { code: `new-${nobodys}` }, body: { line: code, ...terms } }, code));
      break;
    case 'machine':
      wrong.push(
        ask('machines.remove', { params: { code } }),
        ask('machines.put', { params: { code }, body: { line: mine?.code ?? 'none', ...terms } }),
      );
  }
  return wrong;
}
