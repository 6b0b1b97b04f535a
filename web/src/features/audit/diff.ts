// Owns what an act changed: of two states as the log keeps them only what differs, in the order of the later one.

/** `path`: names of the fields from the outside in; empty where the states are no objects. */
export type Change =
  | { kind: 'value'; path: readonly string[]; before: unknown; after: unknown }
  /** A list without order: what was taken out of it and what came in. */
  | { kind: 'list'; path: readonly string[]; removed: readonly unknown[]; added: readonly unknown[] };

export function changesOf(before: unknown, after: unknown, path: readonly string[] = []): Change[] {
  const [old, next] = [before ?? undefined, after ?? undefined];
  if (textOf(old) === textOf(next)) return [];
  if (isFields(old ?? {}) && isFields(next ?? {})) {
    const [was, is] = [(old ?? {}) as Fields, (next ?? {}) as Fields];
    const names = new Set([...Object.keys(is), ...Object.keys(was)]);
    return [...names].flatMap((name) => changesOf(was[name], is[name], [...path, name]));
  }
  if (Array.isArray(old ?? []) && Array.isArray(next ?? [])) {
    const removed = without((old ?? []) as unknown[], (next ?? []) as unknown[]);
    const added = without((next ?? []) as unknown[], (old ?? []) as unknown[]);
    if (removed.length + added.length > 0) return [{ kind: 'list', path, removed, added }];
    // One that was not there is not told apart from one with nothing in it; another order is another value.
    if (old === undefined || next === undefined) return [];
  }
  return [{ kind: 'value', path, before: old, after: next }];
}

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function without(list: readonly unknown[], other: readonly unknown[]): unknown[] {
  const left = new Map<string, number>();
  for (const one of other) left.set(textOf(one), (left.get(textOf(one)) ?? 0) + 1);
  return list.filter((one) => {
    const count = left.get(textOf(one)) ?? 0;
    left.set(textOf(one), count - 1);
    return count <= 0;
  });
}

/** The same text for what is the same but for the order of its fields; a field that is null is one that is not there. */
function textOf(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(
            Object.entries(inner)
              .filter(([, one]) => one !== null)
              .sort(([a], [b]) => (a < b ? -1 : 1)),
          )
        : inner,
    ) ?? ''
  );
}
