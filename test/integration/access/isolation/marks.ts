// Owns marks: texts that stand for one thing of one tenant, and are found wherever that thing is told of.

/** One process of tests, so that a second one on the same database would not be mistaken for it. */
const run = Math.random().toString(36).slice(2, 6).padEnd(4, '0');
const things = new Map<string, Thing>();

/** A node of the plant; a district is no tenant’s and goes by its name. */
export interface Node {
  level: 'enterprise' | 'site' | 'workshop' | 'line' | 'machine';
  code: string;
  name: string;
  parent: Node | undefined;
  /** Of a site. */
  district: string | undefined;
  children: Node[];
  /** A record of the registry is linked to it. */
  linked?: true;
}

export interface Consent {
  id: string;
  enterprise: Node;
  /** `platform` or `district:<code>`. */
  bureau: string;
  groups: readonly string[];
  inForce: boolean;
}

/** What a mark stands for, and where it is. */
export type Thing =
  | {
      kind:
        | 'node'
        | 'calendar'
        | 'product'
        | 'alarm'
        | 'value'
        | 'quarantined'
        | 'device'
        | 'entry'
        | 'record'
        | 'contact';
      node: Node;
    }
  | { kind: 'person'; id: string }
  | { kind: 'consent' | 'disclosure'; consent: Consent };

export function mark(thing: Thing): string {
  const text = `zq${run}${things.size.toString(36).padStart(5, '0')}qz`;
  things.set(text, thing);
  return text;
}

/** Belongs to nothing there is. */
export const nobodys = `zq${run}nobodyqz`;

export function marksIn(text: string): Set<string> {
  return new Set(text.match(/zq[0-9a-z]{9,10}qz/g));
}

export const thingOf = (text: string): Thing | undefined => things.get(text);

/** The one in its code. */
export const markOf = ({ code }: Node): string => code.slice(2);

/** The node and what it lies in, from itself up. */
export function pathOf(node: Node): Node[] {
  return node.parent ? [node, ...pathOf(node.parent)] : [node];
}

export function within(node: Node): Node[] {
  return [node, ...node.children.flatMap(within)];
}

export function districtsOf(node: Node): string[] {
  if (node.level === 'enterprise') return node.children.flatMap(districtsOf);
  const district = pathOf(node).find(({ level }) => level === 'site')?.district;
  return district === undefined ? [] : [district];
}

export function enterpriseOf(node: Node): Node {
  return node.parent ? enterpriseOf(node.parent) : node;
}
