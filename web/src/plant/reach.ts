// Owns how much of the plant an account's roles cover: all of a node, or parts of it. What is not theirs the server does not answer.
import type { Me } from '@takt/model/api';
import type { PlantNode } from './tree.ts';
import { wayTo } from './tree.ts';

/** `districts`: of the sites the node holds or lies in. */
export function coversAll(grants: Me['grants'], node: PlantNode, districts: readonly string[]): boolean {
  const way = new Set(wayTo(node).map(({ scope }) => scope));
  return grants.some(
    ({ scope }) =>
      scope === 'platform' ||
      way.has(scope) ||
      (districts.length > 0 && districts.every((district) => scope === `district:${district}`)),
  );
}

/** The node itself where all of it is covered, else the largest parts below it that are; machines are asked for by their line. */
export function coveredParts(node: PlantNode, covered: (node: PlantNode) => boolean): PlantNode[] {
  if (covered(node)) return [node];
  if (node.level === 'line' || node.level === 'machine') return [];
  return node.children.flatMap((child) => coveredParts(child, covered));
}
