// Owns the plant as a page walks it: the hierarchy as a tree, the way up from a node, the machines below one.
import type { RouteResult } from '@takt/model/api';

export type PlantAnswer = RouteResult<'plant.get'>;
/** Levels a person can walk to. */
export const walkLevels = ['enterprise', 'site', 'workshop', 'line', 'machine'] as const;
export type WalkLevel = (typeof walkLevels)[number];

export interface PlantNode {
  level: WalkLevel;
  code: string;
  name: string;
  /** `<level>:<code>`. */
  scope: string;
  parent: PlantNode | undefined;
  children: PlantNode[];
}

export interface PlantTree {
  roots: PlantNode[];
  find(level: string, code: string): PlantNode | undefined;
}

type Named = { name: string };
type Table = Record<string, Named>;

/** Siblings are ordered by code, which follows the flow where names do not. Nodes whose parent is missing are left out: the registry does not let that happen. */
export function buildTree(plant: PlantAnswer): PlantTree {
  const nodes = new Map<string, PlantNode>();
  const collator = new Intl.Collator('en', { numeric: true });
  const tables: Record<WalkLevel, [Table, parentField: string]> = {
    enterprise: [plant.enterprises, ''],
    site: [plant.sites, 'enterprise'],
    workshop: [plant.workshops, 'site'],
    line: [plant.lines, 'workshop'],
    machine: [plant.machines, 'line'],
  };
  const roots: PlantNode[] = [];
  for (const [index, level] of walkLevels.entries()) {
    const [table, parentField] = tables[level];
    const above = walkLevels[index - 1];
    for (const [code, item] of Object.entries(table)) {
      const parentCode = String((item as Record<string, unknown>)[parentField]);
      const parent = above === undefined ? undefined : nodes.get(`${above}:${parentCode}`);
      if (above !== undefined && !parent) continue;
      const scope = `${level}:${code}`;
      const node: PlantNode = { level, code, name: item.name, scope, parent, children: [] };
      nodes.set(scope, node);
      (parent?.children ?? roots).push(node);
    }
  }
  const order = (a: PlantNode, b: PlantNode) => collator.compare(a.code, b.code);
  roots.sort(order);
  for (const node of nodes.values()) node.children.sort(order);
  return { roots, find: (level, code) => nodes.get(`${level}:${code}`) };
}

/** From the enterprise down to the node itself. */
export function wayTo(node: PlantNode | undefined): PlantNode[] {
  const way: PlantNode[] = [];
  for (let at = node; at; at = at.parent) way.unshift(at);
  return way;
}

/** Every node of a level at or below a node. */
export function below(node: PlantNode, level: WalkLevel): PlantNode[] {
  if (node.level === level) return [node];
  return node.children.flatMap((child) => below(child, level));
}
