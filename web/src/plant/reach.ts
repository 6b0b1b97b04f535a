// Owns how much of a node may be asked about: all of it, or parts of it. What is not theirs the server does not answer.
import type { PlantNode } from './tree.ts';

/** The node itself where all of it may be asked about, else the largest parts below it that may; machines are asked for by their line. */
export function coveredParts(node: PlantNode, covered: (node: PlantNode) => boolean): PlantNode[] {
  if (covered(node)) return [node];
  if (node.level === 'line' || node.level === 'machine') return [];
  return node.children.flatMap((child) => coveredParts(child, covered));
}
