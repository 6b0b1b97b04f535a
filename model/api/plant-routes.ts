// Owns the routes that read and write the plant hierarchy, calendars and definitions.
import { z } from 'zod';
import type { Permission } from '../access/index.ts';
import { calendarSchema } from '../calendar/index.ts';
import { definitionSchema } from '../definition/index.ts';
import {
  codeSchema,
  enterpriseSchema,
  type Level,
  lineSchema,
  machineSchema,
  siteSchema,
  workshopSchema,
} from '../plant/index.ts';
import { type AnyInput, routes } from './route.ts';
import { timestamp } from './time.ts';

const params = z.object({ code: codeSchema });
const tag = 'plant';

function resource<N extends string, S extends z.core.$ZodLooseShape>(plural: N, noun: string, schema: z.ZodObject<S>) {
  // A calendar is no node of the plant: who may see it follows from the enterprise it belongs to.
  const level = noun === 'calendar' ? undefined : (noun as Level);
  const at = level && (({ params }: AnyInput) => ({ level, code: params.code as string }));
  // Not `extend`: under a type parameter it forgets the fields.
  const withCode = z.object({ ...schema.shape, code: codeSchema });
  const path = `/api/v1/${plural}/:code` as const;
  const read: Permission = noun === 'line' || noun === 'machine' ? 'machines.read' : 'plant.read';
  const write: Permission = 'plant.write';
  return {
    list: {
      method: 'get' as const,
      path: `/api/v1/${plural}` as const,
      permission: read,
      reach: 'rows' as const,
      summary: `All ${plural} the caller may see`,
      tag,
      response: z.array(withCode),
    },
    get: {
      method: 'get' as const,
      path,
      permission: read,
      reach: at ?? ('rows' as const),
      summary: `One ${noun}`,
      tag,
      params,
      response: withCode,
    },
    put: {
      method: 'put' as const,
      path,
      permission: write,
      reach: 'writes' as const,
      summary: `Create or replace a ${noun}`,
      tag,
      params,
      body: schema,
      response: withCode,
      problems: [409, 422],
    },
    remove: {
      method: 'delete' as const,
      path,
      permission: write,
      reach: 'writes' as const,
      summary: `Remove a ${noun} that has nothing below it and no recorded facts`,
      tag,
      params,
      problems: [409],
    },
  };
}

const enterprises = resource('enterprises', 'enterprise', enterpriseSchema);
const sites = resource('sites', 'site', siteSchema);
const workshops = resource('workshops', 'workshop', workshopSchema);
const lines = resource('lines', 'line', lineSchema);
const machines = resource('machines', 'machine', machineSchema);
const calendars = resource('calendars', 'calendar', calendarSchema);

const coded = <S extends z.ZodObject>(schema: S) => z.record(codeSchema, schema).default({});

/** The whole plant in one piece: the form of the YAML file and of `/api/v1/plant`. */
export const plantSchema = z.object({
  calendars: coded(calendarSchema),
  enterprises: coded(enterpriseSchema),
  sites: coded(siteSchema),
  workshops: coded(workshopSchema),
  lines: coded(lineSchema),
  machines: coded(machineSchema),
});
export type Plant = z.infer<typeof plantSchema>;

export const definitionVersionSchema = definitionSchema.extend({ version: z.int(), effectiveFrom: z.number() });

const ofWorkshop = ({ params }: AnyInput) => ({ level: 'workshop' as const, code: params.code as string });

export const plantRoutes = routes({
  'enterprises.list': enterprises.list,
  'enterprises.get': enterprises.get,
  'enterprises.put': enterprises.put,
  'enterprises.remove': enterprises.remove,
  'sites.list': sites.list,
  'sites.get': sites.get,
  'sites.put': sites.put,
  'sites.remove': sites.remove,
  'workshops.list': workshops.list,
  'workshops.get': workshops.get,
  'workshops.put': workshops.put,
  'workshops.remove': workshops.remove,
  'lines.list': lines.list,
  'lines.get': lines.get,
  'lines.put': lines.put,
  'lines.remove': lines.remove,
  'machines.list': machines.list,
  'machines.get': machines.get,
  'machines.put': machines.put,
  'machines.remove': machines.remove,
  'calendars.list': calendars.list,
  'calendars.get': calendars.get,
  'calendars.put': calendars.put,
  'calendars.remove': calendars.remove,
  'plant.get': {
    method: 'get',
    path: '/api/v1/plant',
    permission: 'plant.read',
    reach: 'rows',
    summary: 'What the caller may see of the plant in one piece; `Accept: application/yaml` answers YAML',
    tag,
    response: plantSchema,
  },
  'plant.put': {
    method: 'put',
    path: '/api/v1/plant',
    permission: 'plant.write',
    reach: 'writes',
    summary: 'Create or replace everything named in the body (JSON or YAML); nothing is removed. All or nothing.',
    tag,
    body: plantSchema,
    response: z.object({ created: z.int(), changed: z.int(), unchanged: z.int() }),
    problems: [409, 422],
  },
  'definitions.list': {
    method: 'get',
    path: '/api/v1/workshops/:code/definitions',
    permission: 'plant.read',
    reach: ofWorkshop,
    summary: 'Versions of the definition that decides how a workshop is counted; version 0 is built in',
    tag,
    params,
    response: z.array(definitionVersionSchema),
  },
  'definitions.add': {
    method: 'post',
    path: '/api/v1/workshops/:code/definitions',
    permission: 'plant.write',
    reach: ofWorkshop,
    summary: 'Add a version in force from a moment on; facts from there are computed again',
    tag,
    params,
    body: definitionSchema.extend({ effectiveFrom: timestamp }),
    response: definitionVersionSchema,
  },
});
