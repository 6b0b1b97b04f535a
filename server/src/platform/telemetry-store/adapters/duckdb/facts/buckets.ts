// Owns the SQL expression that tells which bucket a moment falls into.

/** A stretch of buckets of one length. */
interface Stretch {
  from: number;
  lengthMs: number;
  /** Number of the stretch's first bucket. */
  index: number;
}

/**
 * Expression for the index of the bucket [edges[i], edges[i+1]) that `column` lies in; `column` must be within the outer edges.
 * Equal neighbours become one division and the rest a search tree, so that a month by day is cheap in any time zone.
 */
export function bucketIndex(edges: readonly number[], column: string): string {
  const stretches: Stretch[] = [];
  for (let index = 0; index + 1 < edges.length; index++) {
    const from = edges[index] ?? 0;
    const lengthMs = (edges[index + 1] ?? 0) - from;
    if (stretches.at(-1)?.lengthMs !== lengthMs) stretches.push({ from, lengthMs, index });
  }
  return tree(stretches, column);
}

function tree(stretches: readonly Stretch[], column: string): string {
  const [first] = stretches;
  if (!first) return '0';
  if (stretches.length === 1) return `(${first.index} + (${column} - ${first.from}) // ${first.lengthMs})`;
  const half = stretches.length >> 1;
  const left = tree(stretches.slice(0, half), column);
  const right = tree(stretches.slice(half), column);
  return `CASE WHEN ${column} < ${stretches[half]?.from} THEN ${left} ELSE ${right} END`;
}
