// Owns how deep input may be nested, so that whoever walks it by recursion does not run out of stack.

/** What the interface takes is some ten levels deep. */
const maxDepth = 64;
export const tooDeep = `is nested more than ${maxDepth} levels deep`;

/** Whether plain data is nested too deeply, or in itself without end. */
export function isNestedTooDeeply(value: unknown): boolean {
  /** Deepest level each has been looked into on: what several places share is walked again only where it lies deeper. */
  const seen = new Map<object, number>();
  const waiting: [value: unknown, depth: number][] = [[value, 1]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [inner, depth] = next;
    if (typeof inner !== 'object' || inner === null || (seen.get(inner) ?? 0) >= depth) continue;
    if (depth > maxDepth) return true;
    seen.set(inner, depth);
    for (const part of Object.values(inner)) waiting.push([part, depth + 1]);
  }
  return false;
}
