// Owns the routes of consents, of what was disclosed under them, and of sums published over several enterprises.
import { z } from 'zod';
import { fieldGroups, permissions } from '../access/index.ts';

import { codeSchema, nameSchema } from '../plant/index.ts';
import { kpisSchema } from './kpi-routes.ts';
import { routes } from './route.ts';
import { timestamp } from './time.ts';

const tag = 'consents';

/** `platform` for who looks after the whole installation, `city:<code>`, or `district:<code>`. */
export const bureauSchema = z
  .string()
  .regex(/^(platform|(city|district):.{1,120})$/, 'must be platform, city:<code> or district:<code>');

export const consentSchema = z.object({
  id: z.string(),
  enterprise: z.string(),
  enterpriseName: z.string(),
  bureau: bureauSchema,
  groups: z.array(z.enum(fieldGroups)),
  purpose: z.string(),
  from: z.number(),
  until: z.number(),
  state: z.enum(['in_force', 'expired', 'withdrawn']),
  grantedAt: z.number(),
  grantedBy: z.string(),
  withdrawnAt: z.number().nullable(),
  withdrawnBy: z.string().nullable(),
  /** What was seen under it so far. */
  disclosures: z.int(),
  lastDisclosureAt: z.number().nullable(),
});

export const disclosureSchema = z.object({
  id: z.int(),
  /** When it was first seen; repeated within a minute, it is counted here. */
  at: z.number(),
  lastAt: z.number(),
  count: z.int(),
  enterprise: z.string(),
  enterpriseName: z.string(),
  consent: z.string(),
  bureau: bureauSchema,
  /** Who saw it. */
  actor: z.string(),
  actorName: z.string(),
  permission: z.enum(permissions),
  /** Route or event, such as `kpis.query`. */
  action: z.string(),
  /** Node it was about, and range where there is one. */
  scope: z.string(),
  from: z.number().nullable(),
  to: z.number().nullable(),
});

const page = {
  enterprise: codeSchema.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  before: z.coerce.number().int().optional(),
};

export const aggregateRowSchema = z.object({
  /** `all`, or the sector. */
  key: z.string(),
  /** Enterprises with a part in it; null where it is suppressed. */
  enterprises: z.int().nullable(),
  kpis: kpisSchema.nullable(),
  /** Why there are no figures: too few enterprises, one of them dominates, or another row could be worked out from it. */
  suppressed: z.enum(['few', 'dominated', 'complement']).nullable(),
});

export const consentRoutes = routes({
  'consents.list': {
    method: 'get',
    path: '/api/v1/consents',
    permission: 'consents.read',
    reach: 'rows',
    summary: 'Consents of one’s enterprises, or given to one’s bureau; newest first',
    tag,
    query: z.object({ enterprise: codeSchema.optional() }),
    response: z.array(consentSchema),
  },
  'consents.grant': {
    method: 'post',
    path: '/api/v1/consents',
    permission: 'consents.write',
    reach: ({ body }) => ({ level: 'enterprise', code: body.enterprise }),
    summary: 'Let a bureau see field groups of the enterprise for a purpose, until a moment at most three years ahead',
    tag,
    body: z.object({
      enterprise: codeSchema,
      bureau: bureauSchema,
      groups: z.array(z.enum(fieldGroups)).min(1),
      purpose: nameSchema,
      until: timestamp,
    }),
    response: consentSchema,
    problems: [422],
  },
  'consents.withdraw': {
    method: 'post',
    path: '/api/v1/consents/:id/withdraw',
    permission: 'consents.write',
    reach: 'writes',
    summary: 'Withdraw a consent: from now on nothing is seen under it. One that is over already is a conflict',
    tag,
    params: z.object({ id: z.string().max(64) }),
    response: consentSchema,
    problems: [409],
  },
  'disclosures.list': {
    method: 'get',
    path: '/api/v1/disclosures',
    permission: 'disclosures.read',
    reach: 'rows',
    summary: 'Who saw what of an enterprise under its consents, newest first',
    tag,
    query: z.object(page),
    response: z.array(disclosureSchema),
  },
  'disclosures.export': {
    method: 'get',
    path: '/api/v1/disclosures/export',
    permission: 'disclosures.read',
    reach: 'rows',
    summary: 'The same as CSV, at most 100,000 rows',
    tag,
    query: z.object({ enterprise: codeSchema.optional() }),
    produces: 'text/csv',
    response: z.string(),
  },
  'aggregates.query': {
    method: 'get',
    path: '/api/v1/aggregates',
    permission: 'aggregates.read',
    reach: ({ query }) => ({ level: 'district', code: query.district }),
    summary: 'KPIs summed over the enterprises of a district that agreed to be counted; small groups are suppressed',
    tag,
    query: z.object({ district: nameSchema, from: timestamp, to: timestamp, by: z.enum(['sector']).optional() }),
    response: z.object({
      /** Fewest enterprises a figure is published for. */
      least: z.int(),
      rows: z.array(aggregateRowSchema),
    }),
    problems: [422],
  },
});
