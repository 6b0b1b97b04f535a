// Owns the routes that answer KPIs, state timelines, stops and restatements.
import { z } from 'zod';
import { factFields, timeCategories } from '../facts/facts.ts';
import { kpiNames, nullReasons } from '../kpi/names.ts';
import { levels, type Scope, scopeSchema } from '../plant/index.ts';
import { definitionVersionSchema } from './plant-routes.ts';
import { type AnyInput, routes } from './route.ts';
import { timestamp } from './time.ts';

const tag = 'kpi';

export const factsSchema = z.object(
  Object.fromEntries(factFields.map((field) => [field, z.number()])) as Record<
    (typeof factFields)[number],
    z.ZodNumber
  >,
);
export const kpisSchema = z.object(
  Object.fromEntries(kpiNames.map((name) => [name, z.number().nullable()])) as Record<
    (typeof kpiNames)[number],
    z.ZodNullable<z.ZodNumber>
  >,
);
const reasonsSchema = z.partialRecord(z.enum(kpiNames), z.enum(nullReasons));

export const buckets = ['minute', 'hour', 'shift', 'day', 'week', 'month'] as const;
export type Bucket = (typeof buckets)[number];

export const kpiRowSchema = z.object({
  /** `<level>:<code>`, or `product:<code>` when asked by product. */
  key: z.string(),
  name: z.string(),
  from: z.string(),
  to: z.string(),
  /** With `bucket=shift`: code of the shift. */
  shift: z.string().optional(),
  /** Share of scheduled time that data covers; null where nothing was scheduled. */
  coverage: z.number().nullable(),
  /** Coverage is below the definition's minimum. */
  weak: z.boolean(),
  facts: factsSchema,
  kpis: kpisSchema,
  /** Why a KPI is null. */
  reasons: reasonsSchema,
  /** The definition in force; with more than one in the range or scope the newest, and `mixed` true. */
  definition: definitionVersionSchema.extend({ mixed: z.boolean() }),
});
export type KpiRow = z.infer<typeof kpiRowSchema>;

const rangeQuery = z.object({ scope: scopeSchema, from: timestamp, to: timestamp });

export const intervalSchema = z.object({
  from: z.number(),
  to: z.number(),
  category: z.enum(timeCategories),
  /** Alarm in force when the interval began. */
  alarm: z.string().optional(),
  product: z.string().optional(),
});
export type StateInterval = z.infer<typeof intervalSchema>;

export const restatementSchema = z.object({
  id: z.int(),
  at: z.number(),
  machine: z.string(),
  shiftFrom: z.number(),
  shiftTo: z.number(),
  reason: z.enum(['late_data', 'definition', 'calendar', 'machine', 'requested']),
  before: factsSchema,
  after: factsSchema,
});

const ofScope = ({ query }: AnyInput): Scope => query.scope;
const isFine = (level: string | undefined) => level === 'machine' || level === 'line';

export const kpiRoutes = routes({
  'kpis.query': {
    method: 'get',
    path: '/api/v1/kpis',
    permission: 'kpi.read',
    reach: ofScope,
    finer: { permission: 'machine_kpi.read', when: ({ query }) => isFine(query.scope.level) || isFine(query.by) },
    summary:
      'KPIs of a scope over a range, optionally split by level or product and by time bucket; answered up to now',
    tag,
    query: rangeQuery.extend({ by: z.enum([...levels, 'product']).optional(), bucket: z.enum(buckets).optional() }),
    response: z.object({ rows: z.array(kpiRowSchema) }),
    problems: [422],
  },
  'timeline.query': {
    method: 'get',
    path: '/api/v1/timeline',
    permission: 'machine_kpi.read',
    reach: ofScope,
    summary: 'State intervals per machine, at most 7 days; they cover the range without gaps up to now',
    tag,
    query: rangeQuery,
    response: z.object({
      machines: z.array(z.object({ machine: z.string(), name: z.string(), intervals: z.array(intervalSchema) })),
    }),
    problems: [422],
  },
  'stops.query': {
    method: 'get',
    path: '/api/v1/stops',
    permission: 'machine_kpi.read',
    reach: ofScope,
    summary: 'Stops of a scope grouped by machine, category and alarm, longest first; at most 31 days',
    tag,
    query: rangeQuery.extend({ limit: z.coerce.number().int().min(1).max(100).default(10) }),
    response: z.object({
      stops: z.array(
        z.object({
          machine: z.string(),
          name: z.string(),
          category: z.enum(timeCategories),
          alarm: z.string().optional(),
          count: z.int(),
          durationMs: z.number(),
        }),
      ),
    }),
    problems: [422],
  },
  'shifts.query': {
    method: 'get',
    path: '/api/v1/shifts',
    permission: 'plant.read',
    reach: ofScope,
    finer: { permission: 'machines.read', when: ({ query }) => isFine(query.scope.level) },
    summary: 'Shifts of a workshop that touch a range, at most 62 days; a workshop without a calendar has whole days',
    tag,
    query: rangeQuery,
    response: z.object({
      shifts: z.array(
        z.object({ code: z.string(), name: z.string(), from: z.number(), to: z.number(), scheduledMs: z.number() }),
      ),
    }),
    problems: [422],
  },
  'restatements.list': {
    method: 'get',
    path: '/api/v1/restatements',
    permission: 'machine_kpi.read',
    reach: ofScope,
    summary: 'Closed shifts whose facts changed afterwards: what, by how much, why; newest first',
    tag,
    query: z.object({ scope: scopeSchema, limit: z.coerce.number().int().min(1).max(1000).default(100) }),
    response: z.array(restatementSchema),
  },
});
