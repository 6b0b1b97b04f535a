// Owns the routes of applications for recognition; those of certificates and of what anybody may verify are beside it.
import { z } from 'zod';
import { answerKinds, applicationStates, applicationSteps } from '../application/index.ts';
import { evidenceKinds, operators, recognitionKinds } from '../recognition/index.ts';
import { certificateRoutes } from './certificate-routes.ts';
import { resultSchema } from './recognition-routes.ts';
import { fileAnswerSchema, routes } from './route.ts';
import { verificationRoutes } from './verification-routes.ts';

const tag = 'applications';
const id = z.string().min(1).max(64);
const params = z.object({ id });
const revision = z.int().min(0);
const criterionId = z.string().min(1).max(40);
/** What is said to the enterprise, and kept. */
const reason = z.string().trim().max(2000);

const words = z.object({ 'zh-CN': z.string(), en: z.string() });

const answerSchema = z.object({
  answer: z.enum(answerKinds),
  note: z.string().trim().max(1000).nullable(),
});

export const recognisedSubjectSchema = z.object({
  kind: z.enum(['workshop', 'enterprise']),
  id: z.string(),
  name: z.string(),
});

export const applicationSummarySchema = z.object({
  id: z.string(),
  number: z.string(),
  scheme: z.object({ id: z.string(), version: z.int(), name: words, countsAs: z.enum(recognitionKinds) }),
  subject: recognisedSubjectSchema,
  enterprise: z.object({ id: z.string(), name: z.string() }),
  district: z.string(),
  state: z.enum(applicationStates),
  /** ISO date it was handed in; null: not yet. */
  appliedOn: z.string().nullable(),
  updatedAt: z.number(),
  revision,
  /** Steps the caller may take now. */
  steps: z.array(z.enum(applicationSteps)),
});

export const recognitionEventSchema = z.object({
  at: z.number(),
  actorName: z.string(),
  kind: z.string(),
  /** What was said with it. */
  reason: z.string().nullable(),
  /** Such as states, versions, numbers, by name. */
  details: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
});

const documentSchema = z.object({
  id: z.string(),
  criterion: z.string(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  uploadedAt: z.number(),
  uploadedByName: z.string(),
});

export const evidencePackageSchema = z.object({
  id: z.string(),
  occasion: z.enum(['submission', 'decision']),
  frozenAt: z.number(),
  /** Of the file that is downloaded as data, hex. */
  sha256: z.string(),
});

export const applicationSchema = applicationSummarySchema.extend({
  scheme: applicationSummarySchema.shape.scheme.extend({ authority: words, document: z.string(), year: z.int() }),
  criteria: z.array(
    z.object({
      id: z.string(),
      name: words,
      indicator: z.string(),
      operator: z.enum(operators),
      evidence: z.enum(evidenceKinds),
      source: z.string(),
      /** An officer compared it with the document it is from. */
      verified: z.boolean(),
      /** Null: not looked at yet. */
      result: resultSchema.nullable(),
      answered: answerSchema.nullable(),
      /** It must have a document before it can be handed in. */
      needsDocument: z.boolean(),
    }),
  ),
  /** When the results are from; null: there are none yet. */
  evaluatedAt: z.number().nullable(),
  documents: z.array(documentSchema),
  packages: z.array(evidencePackageSchema),
  history: z.array(recognitionEventSchema),
  /** Set when it was approved. */
  certificate: z.object({ id: z.string(), number: z.string() }).nullable(),
  /** What was moved, merged or closed meanwhile: it can only be returned. */
  moved: z.enum(['moved', 'closed']).nullable(),
});

const decision = (kinds: readonly ['accept' | 'approve', 'return', 'reject']) =>
  z
    .object({ revision, decision: z.enum(kinds), reason: reason.default('') })
    .refine((body) => body.decision === kinds[0] || body.reason !== '', {
      path: ['reason'],
      message: 'must say why',
    });

export const applicationRoutes = routes({
  'applications.list': {
    method: 'get',
    path: '/api/v1/applications',
    permission: 'recognition.read',
    reach: 'rows',
    summary: 'Applications one may see, those that wait for oneself first; bureaus see what was handed in',
    tag,
    query: z.object({
      scheme: id.optional(),
      countsAs: z.enum(recognitionKinds).optional(),
      /** `open`: nothing is decided for good yet. */
      state: z.enum([...applicationStates, 'open']).optional(),
      district: z.string().max(60).optional(),
      enterprise: id.optional(),
      subject: id.optional(),
      /** `1`: only those that wait for oneself. */
      mine: z.enum(['1']).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
    }),
    response: z.object({ total: z.int(), rows: z.array(applicationSummarySchema) }),
  },
  'applications.choices': {
    method: 'get',
    path: '/api/v1/application-choices',
    permission: 'recognition.read',
    reach: 'rows',
    summary: 'What could be applied for: schemes in force today, and workshops and enterprises one may see, by name',
    tag,
    query: z.object({ text: z.string().trim().max(100).default('') }),
    response: z.object({
      schemes: z.array(
        z.object({
          id: z.string(),
          name: words,
          subject: z.enum(['workshop', 'enterprise']),
          countsAs: z.enum(recognitionKinds),
        }),
      ),
      /** At most 50. */
      subjects: z.array(recognisedSubjectSchema.extend({ enterpriseName: z.string(), district: z.string() })),
    }),
  },
  'applications.create': {
    method: 'post',
    path: '/api/v1/applications',
    permission: 'recognition.apply',
    reach: 'writes',
    summary: 'Begin an application for a workshop or enterprise of one’s own; one open one a subject and scheme',
    tag,
    body: z.object({ scheme: id, subject: z.object({ kind: z.enum(['workshop', 'enterprise']), id }) }),
    response: applicationSchema,
    problems: [409, 422],
  },
  'applications.get': {
    method: 'get',
    path: '/api/v1/applications/:id',
    permission: 'recognition.read',
    reach: 'rows',
    summary: 'One application: criteria with results and answers, documents, evidence packages, history',
    tag,
    params,
    response: applicationSchema,
  },
  'applications.selfCheck': {
    method: 'put',
    path: '/api/v1/applications/:id/self-check',
    permission: 'recognition.apply',
    reach: 'writes',
    summary: 'Look at every criterion anew by the scheme in force today, and keep the answers',
    tag,
    params,
    body: z.object({ revision, answers: z.record(criterionId, answerSchema) }),
    response: applicationSchema,
    problems: [409, 422],
  },
  'applications.submit': {
    method: 'post',
    path: '/api/v1/applications/:id/submit',
    permission: 'recognition.apply',
    reach: 'writes',
    summary: 'Hand in: the scheme in force today judges it, and what it rests on is frozen and seen by the bureaus',
    tag,
    params,
    body: z.object({ revision }),
    response: applicationSchema,
    problems: [409, 422],
  },
  'applications.withdraw': {
    method: 'post',
    path: '/api/v1/applications/:id/withdraw',
    permission: 'recognition.apply',
    reach: 'writes',
    summary: 'Take an open application back for good',
    tag,
    params,
    body: z.object({ revision, reason: reason.default('') }),
    response: applicationSchema,
    problems: [409],
  },
  'applications.review': {
    method: 'post',
    path: '/api/v1/applications/:id/review',
    permission: 'recognition.review',
    reach: 'writes',
    summary: 'The district hands it on to the city, returns it for changes, or rejects it',
    tag,
    params,
    body: decision(['accept', 'return', 'reject']),
    response: applicationSchema,
    problems: [409, 422],
  },
  'applications.decide': {
    method: 'post',
    path: '/api/v1/applications/:id/decision',
    permission: 'recognition.decide',
    reach: 'writes',
    summary: 'The city approves, which issues the certificate, returns it for changes, or rejects it',
    tag,
    params,
    body: decision(['approve', 'return', 'reject']),
    response: applicationSchema,
    problems: [409, 422],
  },
  'applications.attach': {
    method: 'post',
    path: '/api/v1/applications/:id/documents',
    permission: 'recognition.apply',
    reach: 'writes',
    summary: 'Attach a document to a criterion: the body is the file',
    tag,
    params,
    query: z.object({
      name: z.string().trim().min(1).max(200),
      criterion: criterionId,
      revision: z.coerce.number().int().min(0),
    }),
    upload: { maxBytes: 20_000_000 },
    response: applicationSchema,
    problems: [409, 413, 422],
  },
  'applications.detach': {
    method: 'delete',
    path: '/api/v1/applications/:id/documents/:document',
    permission: 'recognition.apply',
    reach: 'writes',
    summary: 'Remove a document; what was handed in with it keeps it',
    tag,
    params: z.object({ id, document: id }),
    query: z.object({ revision: z.coerce.number().int().min(0) }),
    response: applicationSchema,
    problems: [409],
  },
  'applications.document': {
    method: 'get',
    path: '/api/v1/applications/:id/documents/:document',
    permission: 'recognition.read',
    reach: 'rows',
    summary: 'A document of an application, as a download',
    tag,
    params: z.object({ id, document: id }),
    produces: 'file',
    response: fileAnswerSchema,
  },
  'applications.package': {
    method: 'get',
    path: '/api/v1/applications/:id/packages/:package',
    permission: 'recognition.read',
    reach: 'rows',
    summary: 'An evidence package as a download: canonical JSON, of which its hash is, or a PDF that says the hash',
    tag,
    params: z.object({ id, package: id }),
    query: z.object({
      as: z.enum(['json', 'pdf']).default('json'),
      language: z.enum(['zh-CN', 'en']).default('zh-CN'),
    }),
    produces: 'file',
    response: fileAnswerSchema,
  },
  ...certificateRoutes,
  ...verificationRoutes,
});
