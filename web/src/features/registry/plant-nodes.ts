// Owns which nodes of the plant are offered to link a record to.
import type { PlantNode } from '../../plant/index.ts';

export function nodesBelow(roots: readonly PlantNode[], level: PlantNode['level']): { value: string; label: string }[] {
  return roots.flatMap((node) =>
    node.level === level ? [{ value: node.code, label: node.name }] : nodesBelow(node.children, level),
  );
}
