// Owns the routes of targets.
import { z } from 'zod';
import { correctionReasons } from '../targets/corrections.ts';
import { targetIndicators } from '../targets/indicators.ts';
import { standings } from '../targets/standing.ts';
import { routes } from './route.ts';

const tag = 'targets';

/** Code of a district, or of the city for the whole. */
const regionCode = z.string().min(1).max(60);
const year = z.coerce.number().int().min(2000).max(2100);
const indicator = z.enum(targetIndicators);
/** Counts, or fractions of one for shares. */
const figure = z.number();

export const forecastSchema = z.discriminatedUnion('kind', [
  /** At the end of the year: median, and the range that holds 80 % of the simulated ends. */
  z.object({ kind: z.literal('range'), median: z.number(), low: z.number(), high: z.number() }),
  /** Too few durations were seen of a stage. */
  z.object({ kind: z.literal('few'), stage: z.string(), seen: z.int(), needed: z.int() }),
  z.object({ kind: z.literal('none') }),
]);

export const targetSchema = z.object({
  region: regionCode,
  indicator,
  plan: figure.nullable(),
  /** Of the city: what its districts plan together. */
  planOfDistricts: figure.nullable(),
  /** 0: no plan was ever set. */
  revision: z.int(),
  setAt: z.number().nullable(),
  setBy: z.string().nullable(),
  /** Null: a share of nothing. */
  achieved: figure.nullable(),
  /** Under way; null: of another year than the present one, or a share. */
  pipeline: z.int().nullable(),
  forecast: forecastSchema,
  standing: z.enum(standings),
  /** Among the districts that are answered, by achieved ÷ plan; null: of the city, or without a plan. */
  rank: z.int().nullable(),
});

const sentPlan = z.object({
  region: regionCode,
  indicator,
  /** Null: take it back. */
  plan: z.number().min(0).max(1_000_000).nullable(),
  /** The one it is meant to replace; 0: none was set. */
  revision: z.int().min(0),
});

export const targetMonthSchema = z.object({
  month: z.string(),
  indicator,
  plan: figure.nullable(),
  /** As it was frozen. */
  achieved: figure,
  /** Null: it was frozen too late to know. */
  pipeline: z.int().nullable(),
  forecast: figure.nullable(),
  frozenAt: z.number(),
  /** What it turned out to have been, oldest first. */
  corrections: z.array(z.object({ at: z.number(), before: figure, after: figure, reason: z.enum(correctionReasons) })),
});

export const targetRoutes = routes({
  'targets.list': {
    method: 'get',
    path: '/api/v1/targets',
    permission: 'targets.read',
    reach: 'rows',
    summary: 'Plans of a year with what is achieved, under way and forecast, of the districts one sees and the city',
    tag,
    query: z.object({ year: year.optional() }),
    response: z.object({
      year: z.int(),
      /** ISO date until which it is counted. */
      day: z.string(),
      /** Share of the year that is over. */
      elapsed: z.number(),
      city: regionCode,
      /** Whether the caller may set plans. */
      maySet: z.boolean(),
      rows: z.array(targetSchema),
    }),
  },
  'targets.set': {
    method: 'put',
    path: '/api/v1/targets',
    permission: 'targets.write',
    reach: 'writes',
    summary: 'Set plans of districts and of the city, all of them or none',
    tag,
    body: z.object({ year, plans: z.array(sentPlan).min(1).max(1000) }),
    response: z.array(z.object({ region: regionCode, indicator, plan: figure.nullable(), revision: z.int() })),
    problems: [409, 422],
  },
  'targets.months': {
    method: 'get',
    path: '/api/v1/targets/months',
    permission: 'targets.read',
    reach: 'rows',
    summary: 'Months of a year as they were frozen, with what was corrected since',
    tag,
    query: z.object({ year, region: regionCode }),
    response: z.array(targetMonthSchema),
  },
});
