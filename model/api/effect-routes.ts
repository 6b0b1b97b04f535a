// Owns the routes of measured effect: the plan of a measurement, what came of it, what is declared beside it, sums over projects.
import { z } from 'zod';
import {
  bases,
  declaredIndicators,
  leftOutReasons,
  longestWindowDays,
  measuredIndicators,
  unmeasurableReasons,
  verdicts,
} from '../effect/index.ts';
import { codeSchema, nameSchema, scopeSchema } from '../plant/index.ts';
import { routes } from './route.ts';

const tag = 'effect';

const date = z.iso.date();
const range = z.object({ from: date, to: date });
const id = z.object({ id: z.string().max(64) });
const fraction = z.number().min(0).max(1);

const planFields = {
  baseline: range,
  /** Implementation, left out; the after window begins the day after. */
  exclusion: range,
  /** Null: up to now. */
  afterTo: date.nullable(),
  /** Fraction of one below which a day is left out. */
  minimumCoverage: fraction.min(0.5),
  /** `expected`: by how much it is to get better, in its unit, not negative. */
  indicators: z
    .array(z.object({ indicator: z.enum(measuredIndicators), expected: z.number().min(0).max(1e9).nullable() }))
    .min(1)
    .max(measuredIndicators.length)
    .refine((all) => new Set(all.map(({ indicator }) => indicator)).size === all.length, 'must name each once'),
  /** Lines that are not retrofitted, compared day by day. */
  controlLines: z.array(codeSchema).max(20),
  /** Both windows as if they had made the same products. */
  productMix: z.boolean(),
};

export const effectPlanSchema = z.object({
  ...planFields,
  registeredAt: z.number(),
  registeredBy: z.string(),
  /** Since when it cannot be changed: from the go-live on. */
  lockedAt: z.number().nullable(),
  revision: z.int(),
});
export type SentEffectPlan = z.infer<typeof effectPlanSchema>;

const intervalFields = { value: z.number(), low: z.number(), high: z.number() };
const interval = z.object(intervalFields);
const estimate = z.object({ ...intervalFields, error: z.number(), degrees: z.number(), p: z.number() });

export const measuredEffectSchema = z.object({
  indicator: z.enum(measuredIndicators),
  verdict: z.enum(verdicts),
  /** Why it is not measurable, or too early. */
  reason: z.enum(unmeasurableReasons).nullable(),
  /** By how much it was to get better; null: not said. */
  expected: z.number().nullable(),
  /** What the effect is: before and after, adjusted for the products made, or against control lines. */
  basis: z.enum(bases).nullable(),
  /** After minus before, with a 95 % interval; fractions of one, Wh a piece or pieces an hour. */
  effect: estimate.nullable(),
  /** Effect as a share of what was before. */
  relative: z.number().nullable(),
  before: interval.nullable(),
  after: interval.nullable(),
  /** Without any adjustment. */
  plain: estimate.nullable(),
  mix: z
    .object({
      products: z.array(z.string()),
      leftOut: z.array(z.object({ product: z.string(), reason: z.enum(['only_before', 'only_after', 'few_days']) })),
      shareBefore: z.number(),
      shareAfter: z.number(),
      effect: estimate.nullable(),
    })
    .nullable(),
  control: z
    .object({
      effect: estimate.nullable(),
      before: interval.nullable(),
      after: interval.nullable(),
      daysBefore: z.int(),
      daysAfter: z.int(),
    })
    .nullable(),
  /** Between the halves of the baseline, with a 99 % interval. */
  placebo: z.object({ difference: estimate, extrapolated: z.number(), failed: z.boolean() }).nullable(),
  daysBefore: z.int(),
  daysAfter: z.int(),
  coverage: z.number().nullable(),
  days: z.array(
    z.object({
      day: z.string(),
      window: z.enum(['before', 'implementation', 'after']),
      value: z.number().nullable(),
      coverage: z.number().nullable(),
      leftOut: z.enum(leftOutReasons).nullable(),
    }),
  ),
});
export type SentMeasuredEffect = z.infer<typeof measuredEffectSchema>;

export const declaredEffectSchema = z.object({
  indicator: z.enum(declaredIndicators),
  before: z.number(),
  after: z.number(),
  unit: z.string(),
  declaredAt: z.number(),
  declaredBy: z.string(),
});
export type SentDeclaredEffect = z.infer<typeof declaredEffectSchema>;

export const projectEffectSchema = z.object({
  project: z.object({ id: z.string(), code: z.string(), name: z.string(), goLive: z.string().nullable() }),
  plan: effectPlanSchema.nullable(),
  /** Whether the caller may register and declare. */
  writable: z.boolean(),
  /** The enterprise does not let the caller see what is measured. */
  notShared: z.boolean(),
  /** How many machines are measured; null where that is not shared. */
  machines: z.int().nullable(),
  /** Codes of those measured at the start that are no longer in its scope. */
  gone: z.array(z.string()),
  /** Share of those in the output of the baseline. */
  goneShare: z.number(),
  computedAt: z.number(),
  measured: z.array(measuredEffectSchema),
  declared: z.array(declaredEffectSchema),
  /** Lines that may be compared with. */
  controlChoices: z.array(z.object({ line: z.string(), name: z.string() })),
});
export type ProjectEffect = z.infer<typeof projectEffectSchema>;

const effectSumSchema = z.object({
  indicator: z.enum(measuredIndicators),
  /** Effects the mean is of; null where it is suppressed. */
  projects: z.int().nullable(),
  /** Random-effects mean with its 95 % interval. */
  mean: interval.nullable(),
  /** Variance of effects between projects. */
  between: z.number().nullable(),
  heterogeneity: z.number().nullable(),
  verdicts: z.partialRecord(z.enum(verdicts), z.int()).nullable(),
  reasons: z.partialRecord(z.enum(unmeasurableReasons), z.int()).nullable(),
  suppressed: z.enum(['few', 'dominated']).nullable(),
});
export type EffectSum = z.infer<typeof effectSumSchema>;

export const effectRoutes = routes({
  'effect.get': {
    method: 'get',
    path: '/api/v1/projects/:id/effect',
    permission: 'projects.read',
    reach: 'rows',
    summary: `Effect of a retrofit project: the plan, what was measured, why not, and what was declared; windows of ${longestWindowDays} days at most`,
    tag,
    params: id,
    response: projectEffectSchema,
  },
  'effect.plan': {
    method: 'put',
    path: '/api/v1/projects/:id/effect/plan',
    permission: 'projects.write',
    reach: 'writes',
    summary: 'Register how the effect of a project is measured, before it goes live; from then on the plan is locked',
    tag,
    params: id,
    body: z.object({
      /** Of the plan that was seen; null: there was none. */
      revision: z.int().nullable(),
      ...planFields,
    }),
    response: effectPlanSchema,
    problems: [409, 422],
  },
  'effect.declare': {
    method: 'put',
    path: '/api/v1/projects/:id/effect/declared/:indicator',
    permission: 'projects.write',
    reach: 'writes',
    summary: 'Declare what an indicator that is not measured was before and is after; it is kept apart and marked',
    tag,
    params: id.extend({ indicator: z.enum(declaredIndicators) }),
    body: z.object({
      before: z.number().min(0).max(1e12),
      after: z.number().min(0).max(1e12),
      unit: nameSchema,
    }),
    response: declaredEffectSchema,
    problems: [422],
  },
  'effects.query': {
    method: 'get',
    path: '/api/v1/effects',
    permission: 'cockpit.read',
    reach: ({ query }) => query.scope,
    summary:
      'Effects over the projects of a district or city: how many are measured, declared or cannot be measured; means over enterprises that agreed to be counted',
    tag,
    query: z.object({ scope: scopeSchema }),
    response: z.object({
      /** Projects that were not stopped. */
      projects: z.int(),
      planned: z.int(),
      declared: z.int(),
      /** With a plan, of enterprises that did not agree to be counted. */
      notShared: z.int(),
      /** Fewest enterprises a figure is published for. */
      least: z.int(),
      rows: z.array(effectSumSchema),
    }),
    problems: [422],
  },
});
