// Owns what stands behind the plant's routes.
import type { Plant, RouteInput, RouteName } from '@takt/model/api';
import { defaultDefinition } from '@takt/model/definition';
import type { Kysely } from 'kysely';
import type { Schema } from '../platform/database/index.ts';
import type { Handlers } from '../platform/http/handler.ts';
import { done, type Outcome, refuse } from '../platform/outcome.ts';
import { type Kind, kinds, nouns, type PlantObjects } from './kinds.ts';
import type { Registry, WriteCounts } from './registry.ts';
import { listChanges } from './repository.ts';
import type { Write } from './state.ts';

export type PlantRouteName = Extract<
  RouteName,
  `${Kind}.${string}` | `plant.${string}` | `definitions.${string}` | 'changes.list'
>;
/** The routes of a machine as a device belong to the devices capability. */
type DeviceRouteName = 'machines.live' | 'machines.history' | 'machines.messages';
export type PlantHandlers = Handlers<Exclude<PlantRouteName, DeviceRouteName>>;

export function plantRoutes(registry: Registry, db: Kysely<Schema>): PlantHandlers {
  const list = async <K extends Kind>(kind: K) => done(ascending(registry.state[kind].values()) as PlantObjects[K][]);
  const get = async <K extends Kind>(kind: K, code: string): Promise<Outcome<PlantObjects[K]>> => {
    const object = registry.state[kind].get(code);
    return object ? done(object as PlantObjects[K]) : missing(kind, code);
  };
  const put = async <W extends Write>(write: W): Promise<Outcome<NonNullable<W['after']>>> => {
    const outcome = await registry.write([write], (_, field) => field);
    return outcome.ok ? done(write.after as NonNullable<W['after']>) : outcome;
  };
  const remove = async (kind: Kind, code: string): Promise<Outcome<undefined>> => {
    const outcome = await registry.write([{ kind, code, after: null }], (_, field) => field);
    if (!outcome.ok) return outcome;
    return outcome.value.changed > 0 ? done(undefined) : missing(kind, code);
  };

  return {
    'calendars.list': () => list('calendars'),
    'calendars.get': ({ params }) => get('calendars', params.code),
    'calendars.put': ({ params: { code }, body }) => put({ kind: 'calendars', code, after: { ...body, code } }),
    'calendars.remove': ({ params }) => remove('calendars', params.code),
    'enterprises.list': () => list('enterprises'),
    'enterprises.get': ({ params }) => get('enterprises', params.code),
    'enterprises.put': ({ params: { code }, body }) => put({ kind: 'enterprises', code, after: { ...body, code } }),
    'enterprises.remove': ({ params }) => remove('enterprises', params.code),
    'sites.list': () => list('sites'),
    'sites.get': ({ params }) => get('sites', params.code),
    'sites.put': ({ params: { code }, body }) => put({ kind: 'sites', code, after: { ...body, code } }),
    'sites.remove': ({ params }) => remove('sites', params.code),
    'workshops.list': () => list('workshops'),
    'workshops.get': ({ params }) => get('workshops', params.code),
    'workshops.put': ({ params: { code }, body }) => put({ kind: 'workshops', code, after: { ...body, code } }),
    'workshops.remove': ({ params }) => remove('workshops', params.code),
    'lines.list': () => list('lines'),
    'lines.get': ({ params }) => get('lines', params.code),
    'lines.put': ({ params: { code }, body }) => put({ kind: 'lines', code, after: { ...body, code } }),
    'lines.remove': ({ params }) => remove('lines', params.code),
    'machines.list': () => list('machines'),
    'machines.get': ({ params }) => get('machines', params.code),
    'machines.put': ({ params: { code }, body }) => put({ kind: 'machines', code, after: { ...body, code } }),
    'machines.remove': ({ params }) => remove('machines', params.code),
    'plant.get': async () => done(wholePlant(registry)),
    'plant.put': ({ body }) => putPlant(registry, body),
    'definitions.list': async ({ params: { code } }) => {
      if (!registry.state.workshops.has(code)) return missing('workshops', code);
      return done([defaultDefinition, ...(registry.state.definitions.get(code) ?? [])]);
    },
    'definitions.add': ({ params, body }) => registry.addDefinition(params.code, body),
    'changes.list': async ({ query }: RouteInput<'changes.list'>) =>
      done(await listChanges(db, query.limit, query.before)),
  };
}

/** Creates or replaces everything named; fields in refusals are written `machines.m1.line`. */
export function putPlant(registry: Registry, plant: Plant): Promise<Outcome<WriteCounts>> {
  const writes = kinds.flatMap((kind) =>
    Object.entries(plant[kind]).map(([code, object]) => ({ kind, code, after: { ...object, code } }) as Write),
  );
  return registry.write(writes, (write, field) => `${write.kind}.${write.code}.${field}`);
}

function wholePlant(registry: Registry): Plant {
  const plant: Record<string, Record<string, object>> = {};
  for (const kind of kinds) {
    const coded = ascending(registry.state[kind].values()).map(({ code, ...object }) => [code, object] as const);
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
