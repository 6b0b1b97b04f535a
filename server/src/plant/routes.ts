// Owns what stands behind the plant's routes.
import type { Plant, RouteName } from '@takt/model/api';
import { defaultDefinition } from '@takt/model/definition';
import type { Caller } from '../platform/caller.ts';
import type { Handlers } from '../platform/http/handler.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { type Kind, kinds, nouns, type PlantObjects } from './kinds.ts';
import { sightOf, visiblePart } from './permitted.ts';
import type { Registry, WriteCounts, WriteOptions } from './registry.ts';
import type { PlantState, Write } from './state.ts';

export type PlantRouteName = Extract<RouteName, `${Kind}.${string}` | `plant.${string}` | `definitions.${string}`>;
/** The routes of a machine as a device belong to the devices capability. */
type DeviceRouteName = 'machines.live' | 'machines.history' | 'machines.messages';
export type PlantHandlers = Handlers<Exclude<PlantRouteName, DeviceRouteName>>;

export function plantRoutes(registry: Registry): PlantHandlers {
  const list = async <K extends Kind>(kind: K, caller: Caller) => {
    const sees = sightOf(caller, registry.state);
    const objects = ascending(registry.state[kind].values()) as PlantObjects[K][];
    return done(objects.filter(({ code }) => sees(kind, code)));
  };
  const get = async <K extends Kind>(kind: K, code: string): Promise<Outcome<PlantObjects[K]>> => {
    const object = registry.state[kind].get(code);
    return object ? done(object as PlantObjects[K]) : missing(kind, code);
  };
  const one = (caller: Caller): WriteOptions => ({ caller, fieldOf: (_, field = 'code') => field, whole: false });
  const put = async <W extends Write>(write: W, caller: Caller): Promise<Outcome<NonNullable<W['after']>>> => {
    const outcome = await registry.write([write], one(caller));
    return outcome.ok ? done(write.after as NonNullable<W['after']>) : outcome;
  };
  const remove = async (kind: Kind, code: string, caller: Caller): Promise<Outcome<undefined>> => {
    const outcome = await registry.write([{ kind, code, after: null }], one(caller));
    if (!outcome.ok) return outcome;
    return outcome.value.changed > 0 ? done(undefined) : missing(kind, code);
  };

  return {
    'calendars.list': ({ caller }) => list('calendars', caller),
    'calendars.get': async ({ params: { code }, caller }) =>
      registry.state.calendars.has(code) && sightOf(caller, registry.state)('calendars', code)
        ? get('calendars', code)
        : refuse('not_found', `there is no calendar "${code}" that you may see`),
    'calendars.put': ({ params: { code }, body, caller }) =>
      put({ kind: 'calendars', code, after: { ...body, code } }, caller),
    'calendars.remove': ({ params, caller }) => remove('calendars', params.code, caller),
    'enterprises.list': ({ caller }) => list('enterprises', caller),
    'enterprises.get': ({ params }) => get('enterprises', params.code),
    'enterprises.put': ({ params: { code }, body, caller }) =>
      put({ kind: 'enterprises', code, after: { ...body, code } }, caller),
    'enterprises.remove': ({ params, caller }) => remove('enterprises', params.code, caller),
    'sites.list': ({ caller }) => list('sites', caller),
    'sites.get': ({ params }) => get('sites', params.code),
    'sites.put': ({ params: { code }, body, caller }) => put({ kind: 'sites', code, after: { ...body, code } }, caller),
    'sites.remove': ({ params, caller }) => remove('sites', params.code, caller),
    'workshops.list': ({ caller }) => list('workshops', caller),
    'workshops.get': ({ params }) => get('workshops', params.code),
    'workshops.put': ({ params: { code }, body, caller }) =>
      put({ kind: 'workshops', code, after: { ...body, code } }, caller),
    'workshops.remove': ({ params, caller }) => remove('workshops', params.code, caller),
    'lines.list': ({ caller }) => list('lines', caller),
    'lines.get': ({ params }) => get('lines', params.code),
    'lines.put': ({ params: { code }, body, caller }) => put({ kind: 'lines', code, after: { ...body, code } }, caller),
    'lines.remove': ({ params, caller }) => remove('lines', params.code, caller),
    'machines.list': ({ caller }) => list('machines', caller),
    'machines.get': ({ params }) => get('machines', params.code),
    'machines.put': ({ params: { code }, body, caller }) =>
      put({ kind: 'machines', code, after: { ...body, code } }, caller),
    'machines.remove': ({ params, caller }) => remove('machines', params.code, caller),
    'plant.get': async ({ caller }) => done(plantOf(visiblePart(caller, registry.state))),
    'plant.put': ({ body, caller }) => putPlant(registry, body, caller),
    'definitions.list': async ({ params: { code } }) => {
      if (!registry.state.workshops.has(code)) return missing('workshops', code);
      return done([defaultDefinition, ...(registry.state.definitions.get(code) ?? [])]);
    },
    'definitions.add': ({ params, body, caller }) => registry.addDefinition(params.code, body, caller),
  };
}

/** Creates or replaces everything named; fields in refusals are written `machines.m1.line`. */
export function putPlant(registry: Registry, plant: Plant, caller: Caller): Promise<Outcome<WriteCounts>> {
  const writes = kinds.flatMap((kind) =>
    Object.entries(plant[kind]).map(([code, object]) => ({ kind, code, after: { ...object, code } }) as Write),
  );
  const fieldOf: WriteOptions['fieldOf'] = ({ kind, code }, field) =>
    field === undefined ? `${kind}.${code}` : `${kind}.${code}.${field}`;
  return registry.write(writes, { caller, fieldOf, whole: true });
}

function plantOf(state: PlantState): Plant {
  const plant: Record<string, Record<string, object>> = {};
  for (const kind of kinds) {
    const coded = ascending(state[kind].values()).map(({ code, ...object }) => [code, object] as const);
    plant[kind] = Object.fromEntries(coded);
  }
  return plant as Plant;
}

function ascending<T extends { code: string }>(objects: Iterable<T>): T[] {
  return [...objects].sort((a, b) => (a.code < b.code ? -1 : 1));
}

function missing(kind: Kind, code: string): Outcome<never> {
  return refuse('not_found', `there is no ${nouns[kind]} "${code}"`);
}
