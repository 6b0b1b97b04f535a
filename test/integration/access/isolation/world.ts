// Owns making an installation of a random form: its plant over HTTP, people and records beside it, and what its devices say.
import type { Plant } from '@takt/model/api';
import { changeAccess } from '../../../harness/people.ts';
import { writeRecords } from '../../../harness/registry.ts';
import type { RunningServer } from '../../../harness/server.ts';
import { type Broker, sayBefore } from './devices.ts';
import { type Everybody, type Person, recordDistrict } from './knowledge.ts';
import { type Consent, mark, markOf, type Node, within } from './marks.ts';
import { makePerson, signIn, writePerson } from './people.ts';
import { writeConsent, writeEntries, writeRestatements } from './records.ts';
import { type ConsentShape, districtCount, type Shape, type SiteShape } from './shapes.ts';

export interface World extends Everybody {
  enterprises: readonly Node[];
  nodes: readonly Node[];
  districts: readonly string[];
  calendars: readonly { code: string; node: Node }[];
  people: readonly Person[];
  /** Somebody of each enterprise, by their id. */
  invited: ReadonlyMap<Node, string>;
}

let worlds = 0;
/** Of all runs: whoever looks after the whole installation is told of those before, too. */
const everyConsent: Consent[] = [];
const everybody = new Map<string, Pick<Person, 'grants'>>();

export async function makeWorld(server: RunningServer, broker: Broker, shape: Shape): Promise<World> {
  const number = ++worlds;
  const districts = Array.from({ length: districtCount }, (_, index) => `district-${number}-${index}`);
  const enterprises = shape.enterprises.map((sites) => makeEnterprise(sites, districts));
  const nodes = enterprises.flatMap(within);
  const calendars = enterprises.map((node) => ({ code: `c-${mark({ kind: 'calendar', node })}`, node }));
  await server.call('plant.put', { body: plantOf(nodes, calendars) });
  const consents = shape.consents.map((one) => makeConsent(one, enterprises, districts));
  const made = shape.people.map((one) => makePerson(one, nodes, districts));
  await changeAccess(server, async (db) => {
    for (const person of made) await writePerson(db, person);
    for (const [index, consent] of consents.entries()) await writeConsent(db, consent, shape.consents[index]);
    await writeEntries(db, nodes);
    await writeRestatements(db, nodes);
    for (const node of enterprises) await writeRecords(db, recordsOf(node));
  });
  // Written over HTTP, so that the server reads at once what was written beside it.
  const invited = new Map<Node, string>();
  everyConsent.push(...consents);
  for (const person of made) everybody.set(person.id, person);
  for (const enterprise of enterprises) {
    const over = within(enterprise).find(({ level }) => level === 'workshop') ?? enterprise;
    const login = `i-${mark({ kind: 'person', id: enterprise.code })}`;
    everybody.set(enterprise.code, { grants: [{ role: 'operator', over }] });
    const grants = [{ role: 'operator' as const, scope: `workshop:${over.code}` }];
    const { user } = await server.call('users.invite', { body: { login, name: `Name ${login}`, grants } });
    invited.set(enterprise, user.id);
  }
  await sayBefore(server, broker, nodes);
  const people = await Promise.all(made.map((person) => signIn(server.url, person)));
  const person = (id: string) => everybody.get(id);
  return { enterprises, nodes, districts, calendars, consents: everyConsent, people, person, invited };
}

function makeEnterprise(sites: readonly SiteShape[], districts: readonly string[]): Node {
  const enterprise = makeNode('enterprise');
  for (const { district, workshops } of sites) {
    const site = makeNode('site', enterprise, districts[district]);
    for (const lines of workshops) {
      const workshop = makeNode('workshop', site);
      for (const machines of lines) {
        const line = makeNode('line', workshop);
        for (let machine = 0; machine < machines; machine++) makeNode('machine', line);
      }
    }
  }
  return enterprise;
}

/** The enterprise and its first workshop are linked to the plant. */
function recordsOf(node: Node) {
  const workshop = within(node).find(({ level }) => level === 'workshop');
  for (const one of [node, workshop]) if (one) one.linked = true;
  return {
    mark: markOf(node),
    district: recordDistrict(node),
    name: `Record ${mark({ kind: 'record', node })}`,
    contactName: `Contact ${mark({ kind: 'contact', node })}`,
    enterprise: node.code,
    workshop: workshop?.code ?? null,
  };
}

/** Two marks: who asks by a code knows it, and not the name behind it. */
function makeNode(level: Node['level'], parent?: Node, district?: string): Node {
  const node: Node = { level, code: '', name: '', parent, district, children: [] };
  node.code = `${level[0]}-${mark({ kind: 'node', node })}`;
  node.name = `Name ${mark({ kind: 'node', node })}`;
  parent?.children.push(node);
  return node;
}

function plantOf(nodes: readonly Node[], calendars: World['calendars']): Plant {
  const each = (level: Node['level'], object: (node: Node) => object) =>
    Object.fromEntries(nodes.filter((node) => node.level === level).map((node) => [node.code, object(node)]));
  const shifts = [{ code: 'a', name: 'Early', start: '06:00', end: '14:00' }];
  const calendarOf = ({ parent }: Node) => calendars.find(({ node }) => node === parent?.parent)?.code;
  return {
    calendars: Object.fromEntries(
      calendars.map(({ code, node }) => [
        code,
        { name: `Name ${mark({ kind: 'calendar', node })}`, shifts, enterprise: node.code },
      ]),
    ),
    enterprises: each('enterprise', ({ name }) => ({ name })),
    sites: each('site', ({ name, parent, district }) => {
      return { enterprise: parent?.code, name, district, sector: 'C36', timeZone: 'Asia/Shanghai' };
    }),
    workshops: each('workshop', (node) => ({ site: node.parent?.code, name: node.name, calendar: calendarOf(node) })),
    lines: each('line', ({ name, parent }) => ({ workshop: parent?.code, name })),
    machines: each('machine', ({ name, parent }) => ({ line: parent?.code, name, idealCycleSeconds: 30 })),
  } as unknown as Plant;
}

function makeConsent(shape: ConsentShape, enterprises: readonly Node[], districts: readonly string[]): Consent {
  const enterprise = enterprises[shape.enterprise % enterprises.length] as Node;
  const bureau = shape.district === undefined ? 'platform' : `district:${districts[shape.district]}`;
  const id = crypto.randomUUID();
  return { id, enterprise, bureau, groups: shape.groups, inForce: shape.state === 'in_force' };
}
