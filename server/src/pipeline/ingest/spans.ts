// Owns spans of time that were written to: few, and not one over everything because one reading was old.

export interface Span {
  /** Epoch ms, both inclusive. */
  from: number;
  to: number;
}

/** Spans closer than this are one: what lies between is folded again for nothing, which is cheaper than another span. */
const nearMs = 10 * 60_000;
const maxSpans = 16;

/** Adds [from, to] to spans in place; they stay disjoint, and beyond 16 the nearest become one. */
export function extendSpans(spans: Span[], from: number, to: number): void {
  const last = spans.at(-1);
  if (last && from >= last.from && from <= last.to + nearMs) {
    if (to > last.to) last.to = to;
    return;
  }
  spans.push({ from, to });
  if (spans.length > 1) merge(spans);
}

function merge(spans: Span[]): void {
  spans.sort((a, b) => a.from - b.from);
  let kept = 0;
  for (const span of spans) {
    const before = kept > 0 ? spans[kept - 1] : undefined;
    if (before && span.from <= before.to + nearMs) before.to = Math.max(before.to, span.to);
    else spans[kept++] = span;
  }
  spans.length = kept;
  if (spans.length > maxSpans) mergeNearest(spans);
}

function mergeNearest(spans: Span[]): void {
  let best = 1;
  let gap = Number.POSITIVE_INFINITY;
  for (let index = 1; index < spans.length; index++) {
    const [before, after] = [spans[index - 1], spans[index]];
    if (before && after && after.from - before.to < gap) {
      gap = after.from - before.to;
      best = index;
    }
  }
  const [merged] = spans.splice(best, 1);
  const before = spans[best - 1];
  if (merged && before) before.to = Math.max(before.to, merged.to);
}
