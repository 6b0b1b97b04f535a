// Owns the routes of cockpits.
import { z } from 'zod';
import { measuredIndicators, verdicts } from '../effect/index.ts';
import { recognitionKinds } from '../recognition/index.ts';
import { projectStages } from '../retrofit/index.ts';
import { targetIndicators } from '../targets/indicators.ts';
import { standings } from '../targets/standing.ts';
import { routes } from './route.ts';
import { forecastSchema } from './target-routes.ts';

const tag = 'cockpit';
const count = z.int();
const indicator = z.enum(targetIndicators);
const names = z.object({ 'zh-CN': z.string(), en: z.string() });

/** Where a plan of an indicator stands. */
const progress = z.object({
  plan: z.number().nullable(),
  achieved: z.number().nullable(),
  standing: z.enum(standings),
});

export const cockpitIndicatorSchema = progress.extend({
  indicator,
  pipeline: count.nullable(),
  forecast: forecastSchema,
  /** At the end of each month of this year so far, today for the present one, and of last year. Empty for shares. */
  trend: z.object({ thisYear: z.array(z.number()), lastYear: z.array(z.number()) }),
});

export const cockpitDistrictSchema = z.object({
  code: z.string(),
  enterprises: count,
  workshops: count,
  /** Whose machines tell Takt of themselves. */
  connectedEnterprises: count,
  connectedWorkshops: count,
  /** Retrofit projects under way, and what they are planned to cost. */
  projects: count,
  plannedYuan: z.number(),
  overdue: count,
  blocked: count,
  /** Indicators of which there is something: a plan, or anything achieved. `rank` among the districts answered. */
  targets: z.array(progress.extend({ indicator, rank: count.nullable() })),
});

export const cockpitEffectSchema = z.object({
  indicator: z.enum(measuredIndicators),
  /** Of the projects whose enterprises agreed to be counted, by what was found. */
  verdicts: z.record(z.enum(verdicts), count),
  /** Random-effects mean over projects with its 95 % interval, in the indicator's unit; null: too few projects, or not to be told. */
  mean: z.object({ value: z.number(), low: z.number(), high: z.number(), projects: count }).nullable(),
});

export const riskKinds = [
  'overdue_project',
  'blocked_project',
  'warned_certificate',
  'expiring_certificate',
  'target_behind',
] as const;

export const cockpitSchema = z.object({
  region: z.string(),
  city: z.string(),
  /** Codes of the regions the caller may ask for. */
  regions: z.array(z.string()),
  /** Today in the city, ISO date. */
  day: z.string(),
  /** When the figures were counted, epoch ms. */
  countedAt: z.number(),
  totals: z.object({
    enterprises: count,
    workshops: count,
    connectedEnterprises: count,
    connectedWorkshops: count,
  }),
  indicators: z.array(cockpitIndicatorSchema),
  /** All that are seen, whatever the region. */
  districts: z.array(cockpitDistrictSchema),
  pipeline: z.array(
    z.object({
      stage: z.enum(projectStages),
      projects: count,
      plannedYuan: z.number(),
      paidYuan: z.number(),
      overdue: count,
      blocked: count,
    }),
  ),
  effects: z.object({
    /** Projects of which at least one indicator is measured; only declared; neither. */
    measured: count,
    declared: count,
    notMeasurable: count,
    /** Projects with measured effects of enterprises that did not agree to be counted. */
    notShared: count,
    /** Those that may be told: of too few enterprises nothing is. */
    indicators: z.array(cockpitEffectSchema),
  }),
  sectors: z.array(
    z.object({
      /** Division of GB/T 4754, such as `C36`; null: not said. */
      sector: z.string().nullable(),
      name: names.nullable(),
      enterprises: count,
      connected: count,
      /** Digital workshops. */
      recognised: count,
      projects: count,
    }),
  ),
  /** Certificates issued last, newest first. */
  newly: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      countsAs: z.enum(recognitionKinds),
      subject: z.string(),
      enterprise: z.string(),
      district: z.string(),
      issuedOn: z.string(),
    }),
  ),
  risks: z.object({
    counts: z.record(z.enum(riskKinds), count),
    /** The longest standing of each kind. */
    top: z.array(
      z.object({
        kind: z.enum(riskKinds),
        /** Of the project or certificate; of a target its indicator. */
        id: z.string(),
        name: z.string(),
        enterprise: z.string().nullable(),
        district: z.string(),
        /** ISO date since or until when. */
        day: z.string().nullable(),
      }),
    ),
  }),
  data: z.object({
    /** Share of scheduled time that data covers, last seven days, of enterprises that agreed to be counted; null: none, or too few. */
    coverage: z.number().nullable(),
    /** Enterprises it is made of. */
    enterprises: count,
    /** Fewest that are told of together. */
    least: count,
  }),
});

export const cockpitRoutes = routes({
  'cockpit.get': {
    method: 'get',
    path: '/api/v1/cockpit',
    permission: 'cockpit.read',
    reach: 'rows',
    summary: 'Counts, targets, projects, effects and risks of a district or of the city',
    tag,
    query: z.object({
      /** Code of a district or the city; absent: the widest the caller sees. */
      region: z.string().min(1).max(60).optional(),
    }),
    response: cockpitSchema,
  },
});
