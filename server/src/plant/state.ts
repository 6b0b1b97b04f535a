// Owns the plant as it is in memory: an immutable value; every write makes the next one.
import type { Definition } from '@takt/model/definition';
import type { Workshop } from '@takt/model/plant';
import { type Kind, kinds, type PlantObjects, references } from './kinds.ts';

export type PlantState = { readonly [K in Kind]: ReadonlyMap<string, PlantObjects[K]> } & {
  /** A workshop's own versions, ascending. */
  readonly definitions: ReadonlyMap<string, readonly Definition[]>;
};

/** Create or replace (`after` set) or remove (`after` null) one object. */
export type Write = { [K in Kind]: { kind: K; code: string; after: PlantObjects[K] | null } }[Kind];

export function withWrites(state: PlantState, writes: readonly Write[]): PlantState {
  const next: Record<string, ReadonlyMap<string, unknown>> = { ...state };
  for (const kind of kinds) {
    const mine = writes.filter((write) => write.kind === kind);
    if (mine.length === 0) continue;
    const objects = new Map<string, unknown>(state[kind]);
    for (const { code, after } of mine) {
      if (after === null) objects.delete(code);
      else objects.set(code, after);
    }
    next[kind] = objects;
  }
  return next as PlantState;
}

export function withDefinition(state: PlantState, workshop: string, definition: Definition): PlantState {
  const own = [...(state.definitions.get(workshop) ?? []), definition];
  return { ...state, definitions: new Map(state.definitions).set(workshop, own) };
}

/** References of one object that lead nowhere, or to what it may not use; `exists` narrows what there is. */
export function danglingReferences(
  state: PlantState,
  kind: Kind,
  object: object,
  exists: (kind: Kind, code: string) => boolean = () => true,
): { field: string; reason: string }[] {
  const values = object as Record<string, unknown>;
  return references[kind].flatMap(([field, to]) => {
    const code = values[field];
    if (code === undefined) return [];
    const foreign = to === 'calendars' && usesForeignCalendar(state, object as Workshop);
    if (!foreign && state[to].has(String(code)) && exists(to, String(code))) return [];
    return [{ field, reason: `there is no ${field} "${String(code)}"` }];
  });
}

/** Whether its calendar belongs to another enterprise than the workshop. */
export function usesForeignCalendar(
  state: PlantState,
  { site, calendar }: Pick<Workshop, 'site' | 'calendar'>,
): boolean {
  const owner = calendar === undefined ? undefined : state.calendars.get(calendar)?.enterprise;
  const enterprise = state.sites.get(site)?.enterprise;
  return owner !== undefined && enterprise !== undefined && owner !== enterprise;
}

/** Objects that refer to this one, as `kind code`. */
export function dependants(state: PlantState, kind: Kind, code: string): { kind: Kind; code: string }[] {
  return kinds.flatMap((other) =>
    references[other]
      .filter(([, to]) => to === kind)
      .flatMap(([field]) =>
        [...state[other].values()]
          .filter((object) => (object as unknown as Record<string, unknown>)[field] === code)
          .map((object) => ({ kind: other, code: object.code })),
      ),
  );
}
