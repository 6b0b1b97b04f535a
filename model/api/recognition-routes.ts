// Owns the routes of recognition: schemes and their versions, what each subject lacks, and how one is judged.
import { z } from 'zod';
import { nameSchema } from '../plant/index.ts';
import { outcomes, resultOrigins, schemeSchema, schemeTermsSchema } from '../recognition/index.ts';
import { routes } from './route.ts';

const tag = 'recognition';
const idSchema = z.string().min(1).max(120);
const subjectKinds = ['workshop', 'enterprise'] as const;

export const resultSchema = z.object({
  criterion: z.string(),
  outcome: z.enum(outcomes),
  value: z.union([z.number(), z.string()]).nullable(),
  threshold: z.union([z.number(), z.string()]),
  origin: z.enum(resultOrigins).nullable(),
  source: z.object({
    kind: z.string(),
    id: z.string().nullable(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    detail: z.string().nullable(),
  }),
  at: z.number().nullable(),
  /** Why nothing is known, such as `not_shared`. */
  reason: z.string().nullable(),
});

const judged = {
  failed: z.int(),
  unknown: z.int(),
  /** 0: nothing is lacking; each unknown criterion adds 1, each failed one 2. */
  distance: z.int(),
  results: z.array(resultSchema),
};

const subjectSchema = z.object({
  kind: z.enum(subjectKinds),
  id: z.string(),
  name: z.string(),
  enterprise: z.string(),
  enterpriseName: z.string(),
  district: z.string(),
  /** Whether its enterprise's data comes in here. */
  connected: z.boolean(),
});

const kept = {
  origin: z.enum(['shipped', 'edited']),
  createdAt: z.number(),
  createdByName: z.string(),
};

/** Ids of criteria whose figures nobody compared with the document yet. */
const unverified = z.array(z.string());

export const recognitionRoutes = routes({
  'schemes.list': {
    method: 'get',
    path: '/api/v1/recognition/schemes',
    permission: 'recognition.read',
    reach: 'everybody',
    summary: 'Every version of every scheme, by id and version',
    tag,
    response: z.array(
      z.object({
        ...schemeSchema.shape,
        ...kept,
        inForce: z.boolean(),
        /** How many there are, and how many of them nobody confirmed. */
        criteria: z.int(),
        unverified: z.int(),
      }),
    ),
  },
  'schemes.get': {
    method: 'get',
    path: '/api/v1/recognition/schemes/:id/:version',
    permission: 'recognition.read',
    reach: 'everybody',
    summary: 'One version of a scheme, what was said about its criteria, and its other versions',
    tag,
    params: z.object({ id: idSchema, version: z.coerce.number().int().min(1) }),
    response: z.object({
      scheme: schemeSchema,
      ...kept,
      inForce: z.boolean(),
      unverified,
      /** Oldest first. */
      confirmations: z.array(
        z.object({
          criterion: z.string(),
          confirmed: z.boolean(),
          note: z.string().nullable(),
          at: z.number(),
          byName: z.string(),
        }),
      ),
      versions: z.array(z.object({ version: z.int(), validFrom: z.string(), validTo: z.string().nullable(), ...kept })),
    }),
  },
  'schemes.add': {
    method: 'post',
    path: '/api/v1/recognition/schemes/:id/versions',
    permission: 'schemes.write',
    reach: 'writes',
    summary: 'Edit a scheme into a new version, from a day on that is after every application the former one judged',
    tag,
    params: z.object({ id: idSchema }),
    body: z.object({
      /** The version it was made from; it must be the latest. */
      basedOn: z.int().min(1),
      ...schemeTermsSchema.shape,
    }),
    response: z.object({ id: z.string(), version: z.int() }),
    problems: [409, 422],
  },
  'schemes.confirm': {
    method: 'post',
    path: '/api/v1/recognition/schemes/:id/:version/criteria/:criterion/confirmation',
    permission: 'schemes.write',
    reach: 'writes',
    summary: 'Say that the figure of a criterion was compared with its document, or take that back',
    tag,
    params: z.object({ id: idSchema, version: z.coerce.number().int().min(1), criterion: idSchema }),
    body: z.object({ confirmed: z.boolean(), note: nameSchema.optional() }),
  },
  'readiness.list': {
    method: 'get',
    path: '/api/v1/recognition/readiness',
    permission: 'recognition.read',
    reach: 'rows',
    summary: 'What is not recognised yet by a scheme in force, with what each lacks, nearest first',
    tag,
    query: z.object({
      scheme: idSchema,
      /** Code of the region. */
      district: idSchema.optional(),
      /** Id of a criterion that is not passed. */
      lacking: idSchema.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
    }),
    response: z.object({
      scheme: schemeSchema,
      unverified,
      total: z.int(),
      /** When the scheme was evaluated, epoch ms; null: it is not yet. */
      evaluatedAt: z.number().nullable(),
      rows: z.array(subjectSchema.extend({ ...judged, evaluatedAt: z.number() })),
    }),
    problems: [422],
  },
  'evaluations.get': {
    method: 'get',
    path: '/api/v1/recognition/subjects/:kind/:id',
    permission: 'recognition.read',
    reach: 'rows',
    summary: 'How a workshop or an enterprise is judged by every scheme in force, as of now',
    tag,
    params: z.object({ kind: z.enum(subjectKinds), id: idSchema }),
    response: z.object({
      subject: subjectSchema,
      evaluatedAt: z.number(),
      evaluations: z.array(
        z.object({
          scheme: schemeSchema,
          unverified,
          ...judged,
          /** Id of the certificate in force that it holds of this kind. */
          certificate: z.string().nullable(),
        }),
      ),
    }),
  },
});
