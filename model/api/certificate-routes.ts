// Owns the routes of certificates: the register, its checks each year, and what was recognised before Takt.
import { z } from 'zod';
import { certificateStates, checkOutcomes } from '../application/index.ts';
import { outcomes, recognitionKinds } from '../recognition/index.ts';
import { fileAnswerSchema, routes } from './route.ts';

const tag = 'certificates';
const id = z.string().min(1).max(64);
const params = z.object({ id });
const revision = z.int().min(0);
const reason = z.string().trim().min(1).max(2000);
const isoDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date as 2026-11-26')
  .refine((text) => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text), 'is no date');

export const certificateSummarySchema = z.object({
  id: z.string(),
  number: z.string(),
  scheme: z.object({ id: z.string(), version: z.int() }),
  countsAs: z.enum(recognitionKinds),
  subject: z.object({ kind: z.enum(['workshop', 'enterprise']), id: z.string(), name: z.string() }),
  enterprise: z.object({ id: z.string(), name: z.string() }),
  district: z.string(),
  /** ISO dates. */
  issuedOn: z.string(),
  /** Last day; null: without end. */
  validUntil: z.string().nullable(),
  state: z.enum(certificateStates),
  /** Why it was warned or withdrawn. */
  reason: z.string().nullable(),
  origin: z.enum(['measured', 'declared', 'imported']),
  revision,
});

const checkSchema = z.object({
  id: z.string(),
  /** ISO date. */
  due: z.string(),
  doneAt: z.number().nullable(),
  outcome: z.enum(checkOutcomes).nullable(),
  actorName: z.string().nullable(),
  /** What became of each criterion when it was due; null: not looked at yet. */
  results: z
    .array(
      z.object({
        criterion: z.string(),
        outcome: z.enum(outcomes),
        value: z.union([z.number(), z.string()]).nullable(),
        threshold: z.union([z.number(), z.string()]),
        reason: z.string().nullable(),
        name: z.object({ 'zh-CN': z.string(), en: z.string() }).nullable(),
        indicator: z.string().nullable(),
        operator: z.string().nullable(),
      }),
    )
    .nullable(),
});

export const certificateSchema = certificateSummarySchema.extend({
  application: z.object({ id: z.string(), number: z.string() }).nullable(),
  /** Hash of the evidence it rests on, hex; null: imported. */
  evidence: z.string().nullable(),
  recordedAt: z.number(),
  warnedOn: z.string().nullable(),
  withdrawnOn: z.string().nullable(),
  checks: z.array(checkSchema),
  history: z.array(
    z.object({
      at: z.number(),
      actorName: z.string(),
      kind: z.string(),
      reason: z.string().nullable(),
      details: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    }),
  ),
  /** What the caller may do now. */
  steps: z.array(z.enum(['check', 'withdraw'])),
});

export const certificateRoutes = routes({
  'certificates.list': {
    method: 'get',
    path: '/api/v1/certificates',
    permission: 'recognition.read',
    reach: 'rows',
    summary: 'The register of certificates one may see, latest issue first',
    tag,
    query: z.object({
      countsAs: z.enum(recognitionKinds).optional(),
      district: z.string().max(60).optional(),
      /** `in_force`: valid or warned. */
      state: z.enum([...certificateStates, 'in_force']).optional(),
      enterprise: id.optional(),
      subject: id.optional(),
      /** Of the issue. */
      year: z.coerce.number().int().min(1900).max(2200).optional(),
      /** Still valid, and not any more after so many days. */
      expiringWithinDays: z.coerce.number().int().min(0).max(3660).optional(),
      /** `1`: with a check that is due and not done. */
      due: z.enum(['1']).optional(),
      /** In its number or a name. */
      text: z.string().trim().max(100).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
    }),
    response: z.object({ total: z.int(), rows: z.array(certificateSummarySchema) }),
  },
  'certificates.get': {
    method: 'get',
    path: '/api/v1/certificates/:id',
    permission: 'recognition.read',
    reach: 'rows',
    summary: 'One certificate with its checks and its history',
    tag,
    params,
    response: certificateSchema,
  },
  'certificates.file': {
    method: 'get',
    path: '/api/v1/certificates/:id/file',
    permission: 'recognition.read',
    reach: 'rows',
    summary: 'The certificate as a PDF with a QR code that leads to the page where anybody verifies it',
    tag,
    params,
    query: z.object({ language: z.enum(['zh-CN', 'en']).default('zh-CN') }),
    produces: 'file',
    response: fileAnswerSchema,
  },
  'certificates.import': {
    method: 'post',
    path: '/api/v1/certificates',
    permission: 'recognition.decide',
    reach: 'writes',
    summary: 'Write down what was recognised before Takt, without evidence; it is marked as imported',
    tag,
    body: z.object({
      number: z.string().trim().min(1).max(100),
      scheme: z.string().min(1).max(60),
      subject: z.object({ kind: z.enum(['workshop', 'enterprise']), id }),
      issuedOn: isoDate,
      validUntil: isoDate.nullable(),
    }),
    response: certificateSchema,
    problems: [409, 422],
  },
  'certificates.check': {
    method: 'post',
    path: '/api/v1/certificates/:id/checks/:check',
    permission: 'recognition.review',
    reach: 'writes',
    summary: 'The district records a yearly check: passed, or a warning with what to mend until when',
    tag,
    params: z.object({ id, check: id }),
    body: z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('passed'), revision, reason: z.string().trim().max(2000).default('') }),
      z.object({ outcome: z.literal('warned'), revision, reason, mendUntil: isoDate }),
    ]),
    response: certificateSchema,
    problems: [409, 422],
  },
  'certificates.withdraw': {
    method: 'post',
    path: '/api/v1/certificates/:id/withdraw',
    permission: 'recognition.decide',
    reach: 'writes',
    summary: 'The city withdraws a certificate for good, saying why',
    tag,
    params,
    body: z.object({ revision, reason }),
    response: certificateSchema,
    problems: [409],
  },
});
