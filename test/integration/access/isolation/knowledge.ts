// Owns what a person may come to know, worked out from the policy table and the form of the plant alone, not by the code that enforces it.
import { consentedBy, type Permission, policy, type Role } from '@takt/model/access';
import { type Consent, districtsOf, enterpriseOf, type Node, pathOf, type Thing, within } from './marks.ts';

/** `platform`, a district by its name, or a node. */
export type Over = { level: 'platform' } | { level: 'district'; code: string } | Node;
export interface Held {
  role: Role;
  over: Over;
}

export interface Person {
  login: string;
  id: string;
  grants: readonly Held[];
  /** What an API token leaves of it; undefined: a session, which leaves all. */
  token: { permissions: readonly Permission[]; over: Over | null } | undefined;
  headers: Readonly<Record<string, string>>;
}

/** What others are told of somebody follows from their roles. */
export interface Everybody {
  person(id: string): Pick<Person, 'grants'> | undefined;
  consents: readonly Consent[];
}

export function holding(person: Person, permission: Permission): Held[] {
  if (person.token && !person.token.permissions.includes(permission)) return [];
  return person.grants.filter(({ role }) => policy[role].permissions.includes(permission));
}

function covers(over: Over, node: Node, permission: Permission): boolean {
  if (over.level === 'platform') return true;
  if (over.level === 'district') {
    const districts = districtsOf(node);
    const own = (one: string) => one === over.code;
    return permission === 'plant.read' ? districts.some(own) : districts.length > 0 && districts.every(own);
  }
  // In the registry one sees what one’s own part lies in.
  return pathOf(node).includes(over) || (permission === 'plant.read' && pathOf(over).includes(node));
}

const bureauOf = (over: Over) => (over.level === 'district' ? `district:${over.code}` : over.level);

export function may(person: Person, permission: Permission, node: Node, { consents }: Everybody): boolean {
  if (person.token?.over && !covers(person.token.over, node, permission)) return false;
  return holding(person, permission).some(({ role, over }) => {
    if (!covers(over, node, permission)) return false;
    const groups = consentedBy[permission];
    const isBureau = over.level === 'platform' || over.level === 'district';
    if (role === 'platform_admin' || !isBureau || groups === undefined) return true;
    return consents.some(
      (one) =>
        one.inForce &&
        one.enterprise === enterpriseOf(node) &&
        one.bureau === bureauOf(over) &&
        one.groups.some((group) => (groups as readonly string[]).includes(group)),
    );
  });
}

/** From the enterprise’s side or that of the bureau it was given to. */
export function isParty(person: Person, permission: 'consents.read' | 'disclosures.read', consent: Consent): boolean {
  if (person.token?.over && !covers(person.token.over, consent.enterprise, permission)) return false;
  return holding(person, permission).some(
    ({ role, over }) => role === 'platform_admin' || over === consent.enterprise || bureauOf(over) === consent.bureau,
  );
}

/** Whether somebody who sees the log of the whole installation asks: it names everything that was done. */
export function seesWholeLog(person: Person): boolean {
  const widest = !person.token?.over || person.token.over.level === 'platform';
  return widest && holding(person, 'audit.read').some(({ over }) => over.level === 'platform');
}

export function mayKnow(person: Person, thing: Thing, all: Everybody): boolean {
  const any = (node: Node, ...permissions: Permission[]) => permissions.some((one) => may(person, one, node, all));
  // An entry tells what the node lies in, too.
  const ofAudit = (node: Node) => within(node).some((one) => any(one, 'audit.read'));
  switch (thing.kind) {
    case 'node':
      return mayKnowNode(person, thing.node, all) || ofAudit(thing.node);
    case 'calendar':
      return any(thing.node, 'plant.read') || ofAudit(thing.node);
    case 'product':
      return (
        any(thing.node, 'machine_kpi.read', 'telemetry.read') || pathOf(thing.node).some((one) => any(one, 'kpi.read'))
      );
    case 'alarm':
      return any(thing.node, 'machine_kpi.read', 'telemetry.read');
    case 'value':
      return any(thing.node, 'telemetry.read');
    // What was kept aside is among the machine’s last messages, too.
    case 'quarantined':
      return any(thing.node, 'devices.read', 'telemetry.read');
    case 'device':
      return any(thing.node, 'devices.read') || ofAudit(thing.node);
    case 'entry':
      return ofAudit(thing.node);
    case 'record':
      return tellingOfRecords.some((held) => mayAtRecord(person, held, thing.node)) || ofAudit(thing.node);
    case 'contact':
      return mayAtRecord(person, 'registry.write', thing.node) || ofAudit(thing.node);
    case 'consent':
      return isParty(person, 'consents.read', thing.consent);
    case 'disclosure':
      return isParty(person, 'disclosures.read', thing.consent);
    case 'person':
      return thing.id === person.id || mayKnowOf(person, thing.id, all);
  }
}

/** Projects and what may be recognised are listed with whose they are. */
const tellingOfRecords = ['registry.read', 'projects.read', 'projects.write', 'recognition.read'] as const;
type OfRecord = (typeof tellingOfRecords)[number] | 'registry.write';

/** Of the record of an enterprise, which counts in the district of its first site: as its bureau, or as one of its own people. */
function mayAtRecord(person: Person, permission: OfRecord, enterprise: Node): boolean {
  const token = person.token?.over;
  const wide = !token || token.level === 'platform';
  const ownsIt = (over: Over) =>
    over.level === 'platform' ||
    over === enterprise ||
    ('children' in over && permission !== 'registry.write' && pathOf(over).includes(enterprise)) ||
    (!('children' in over) && districtsOf(enterprise).every((one) => one === over.code));
  return holding(person, permission).some(({ over }) => {
    const byBureau =
      over.level === 'platform' || (over.level === 'district' && over.code === recordDistrict(enterprise));
    return (wide && byBureau) || (ownsIt(over) && (!token || ownsIt(token)));
  });
}

export const recordDistrict = (enterprise: Node): string => districtsOf(enterprise)[0] ?? '';

const finest: ReadonlySet<string> = new Set(['machine_kpis', 'telemetry']);

/** What one may know anything of, one is told where it lies: by the names of what it lies in, and of those alone. */
function mayKnowNode(person: Person, node: Node, all: Everybody): boolean {
  const fine = node.level === 'line' || node.level === 'machine';
  const below: Permission[] = [
    'machines.read',
    'kpi.read',
    'machine_kpi.read',
    'telemetry.read',
    'devices.read',
    'users.read',
  ];
  const any = (one: Node, permissions: readonly Permission[]) =>
    permissions.some((held) => may(person, held, one, all));
  if (within(node).some((one) => any(one, fine ? below.filter((held) => held !== 'kpi.read') : below))) return true;
  if (!fine && any(node, ['plant.read'])) return true;
  if (node.linked && mayAtRecord(person, 'registry.read', enterpriseOf(node))) return true;
  return all.consents.some((consent) => {
    if (consent.enterprise === node && isParty(person, 'consents.read', consent)) return true;
    if (consent.enterprise !== enterpriseOf(node) || !isParty(person, 'disclosures.read', consent)) return false;
    // The log says of which nodes something was seen, by whomever of the bureau.
    return (
      consent.enterprise === node || (consent.inForce && (!fine || consent.groups.some((group) => finest.has(group))))
    );
  });
}

/** Who administers a part of somebody’s roles, reads the log of it, or is the other side of what a bureau saw. */
function mayKnowOf(person: Person, id: string, all: Everybody): boolean {
  const other = all.person(id);
  const everywhere = (permission: Permission) =>
    (!person.token?.over || person.token.over.level === 'platform') &&
    holding(person, permission).some(({ over }) => over.level === 'platform');
  if (everywhere('users.read') || everywhere('audit.read')) return true;
  return (other?.grants ?? []).some(({ over }) => {
    if (over.level === 'platform' || over.level === 'district')
      return all.consents.some((one) => one.bureau === bureauOf(over) && isParty(person, 'disclosures.read', one));
    return may(person, 'users.read', over, all) || may(person, 'audit.read', over, all);
  });
}
