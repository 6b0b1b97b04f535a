// Owns which page a node of the plant has. A line has none of its own: its machines are on the workshop's page.
import type { PlantNode } from '../plant/index.ts';

export function pageOf(node: PlantNode): { name: string; params: { code: string } } | undefined {
  return node.level === 'line' ? undefined : { name: node.level, params: { code: node.code } };
}
