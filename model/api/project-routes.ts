// Owns the routes of retrofit projects.
import { z } from 'zod';
import { declaredIndicators, measuredIndicators, unmeasurableReasons, verdicts } from '../effect/index.ts';
import { nameSchema } from '../plant/index.ts';
import {
  approvalRoutes,
  approvals,
  decisions,
  projectEventKinds,
  projectStages,
  projectStates,
} from '../retrofit/index.ts';
import {
  codeInput,
  dateInput,
  idInput,
  projectFields,
  projectTermsSchema,
  reasonInput,
  textInput,
} from './project-input.ts';
import { fileAnswerSchema, routes } from './route.ts';

const tag = 'projects';

const stageDatesSchema = z.object({
  stage: z.enum(projectStages),
  plannedFrom: z.string().nullable(),
  plannedTo: z.string().nullable(),
  actualFrom: z.string().nullable(),
  actualTo: z.string().nullable(),
});

/** As lists, cards and bars show a project. */
export const projectRowSchema = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  /** Registry id. */
  enterprise: z.string(),
  enterpriseName: z.string(),
  /** Code of the region it counts in. */
  district: z.string(),
  type: z.string(),
  stage: z.enum(projectStates),
  stoppedIn: z.enum(projectStages).nullable(),
  approval: z.enum(approvals),
  route: z.enum(approvalRoutes).nullable(),
  plannedYuan: z.number(),
  paidYuan: z.number(),
  /** ISO date it went or goes live. */
  goLive: z.string().nullable(),
  /** ISO date the current stage is planned to end on. */
  stageDue: z.string().nullable(),
  /** Its stage is past its planned end, or a milestone is past its day; days are those of the city. */
  overdue: z.boolean(),
  blocked: z.boolean(),
  updatedAt: z.number(),
  revision: z.int(),
  /** Whether the caller may change it. */
  writable: z.boolean(),
});

const milestoneSchema = z.object({ id: z.string(), name: z.string(), due: z.string(), done: z.string().nullable() });

export const projectDocumentSchema = z.object({
  id: z.string(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  /** Of the content, hex. */
  sha256: z.string(),
  uploadedAt: z.number(),
  uploadedByName: z.string(),
});

export const projectSchema = projectRowSchema.extend({
  description: z.string().nullable(),
  supplier: z.string().nullable(),
  funding: z.array(z.object({ source: z.string(), yuan: z.number() })),
  responsible: z.array(z.object({ name: z.string(), duty: z.string(), phone: z.string() })),
  stopReason: z.string().nullable(),
  blockedSince: z.number().nullable(),
  blockedReason: z.string().nullable(),
  submittedAt: z.number().nullable(),
  approvedAt: z.number().nullable(),
  createdAt: z.number(),
  scopes: z.array(
    z.object({
      workshop: z.string(),
      workshopName: z.string(),
      /** Code of the workshop of the plant; null: it is not connected. */
      plantWorkshop: z.string().nullable(),
      /** Code of a line of the plant; empty: the whole workshop. */
      line: z.string(),
      lineName: z.string().nullable(),
      /** It is another enterprise's by now. */
      moved: z.boolean(),
    }),
  ),
  /** Whether a workshop of it is another enterprise's by now. */
  workshopMoved: z.boolean(),
  stages: z.array(stageDatesSchema),
  milestones: z.array(milestoneSchema),
  documents: z.array(projectDocumentSchema),
  /** What its next stage still needs; null: there is none to go on to. */
  next: z
    .object({
      stage: z.enum(projectStages),
      needs: z.array(
        z.object({
          need: z.enum(['planned_dates', 'approval', 'go_live', 'acceptance_date']),
          stages: z.array(z.enum(projectStages)),
        }),
      ),
    })
    .nullable(),
  /** What was decided over it, oldest first. */
  decisions: z.array(
    z.object({
      at: z.number(),
      actorName: z.string(),
      by: z.enum(['district', 'city']),
      decision: z.enum(decisions),
      reason: z.string().nullable(),
    }),
  ),
  /** Who has the next word on it; null: nobody has to decide. */
  decider: z.enum(['district', 'city']).nullable(),
  /** Whether that is the caller. */
  decidable: z.boolean(),
  /** Its effect plan is locked: the day it went live is not changed any more. */
  goLiveLocked: z.boolean(),
});
export type Project = z.output<typeof projectSchema>;
export type ProjectRow = z.output<typeof projectRowSchema>;

export const projectEventSchema = z.object({
  id: z.int(),
  at: z.number(),
  actorName: z.string(),
  kind: z.enum(projectEventKinds),
  /** What it was before and is after, reason, decision, text: by kind. */
  details: z.record(z.string(), z.unknown()),
  /** Of a comment: earlier texts of it, oldest first. */
  earlier: z.array(z.object({ at: z.number(), text: z.string() })),
  /** Whether it is a comment of the caller. */
  own: z.boolean(),
});

const yes = z.enum(['true', 'false']).transform((text) => text === 'true');
const filters = {
  district: idInput.optional(),
  enterprise: idInput.optional(),
  /** Registry id of a workshop in its scope. */
  workshop: idInput.optional(),
  /** One or more, separated by commas. */
  stage: z
    .string()
    .max(200)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(projectStates)))
    .optional(),
  type: codeInput.optional(),
  approval: z.enum(approvals).optional(),
  overdue: yes.optional(),
  blocked: yes.optional(),
  /** Under way in it, as far as its stages say. */
  year: z.coerce.number().int().min(1900).max(2200).optional(),
  /** Years in which it was approved, and closed: what a yearly plan counts. */
  approvedIn: z.coerce.number().int().min(1900).max(2200).optional(),
  closedIn: z.coerce.number().int().min(1900).max(2200).optional(),
  /** Found in code, name or the enterprise's name. */
  text: textInput(100).optional(),
};
const page = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
};
const sorting = {
  sort: z
    .enum(['code', 'name', 'enterprise', 'stage', 'stageDue', 'plannedYuan', 'paidYuan', 'updatedAt'])
    .default('updatedAt'),
  order: z.enum(['asc', 'desc']).default('desc'),
};
const sums = { total: z.int(), plannedYuan: z.number(), paidYuan: z.number() };

const one = { params: z.object({ id: idInput }), response: projectSchema };
const seen = { revision: z.int() };
const milestoneParams = z.object({ id: idInput, milestone: idInput });
const documentParams = z.object({ id: idInput, document: idInput });

export const projectRoutes = routes({
  'projects.list': {
    method: 'get',
    path: '/api/v1/projects',
    permission: 'projects.read',
    reach: 'rows',
    summary: 'Retrofit projects one may see, with how many there are and their sums',
    tag,
    query: z.object({ ...filters, ...sorting, ...page }),
    response: z.object({ ...sums, rows: z.array(projectRowSchema) }),
  },
  'projects.board': {
    method: 'get',
    path: '/api/v1/projects/board',
    permission: 'projects.read',
    reach: 'rows',
    summary: 'Projects by stage: how many in each, their sums and the first cards',
    tag,
    query: z.object({ ...filters, limit: z.coerce.number().int().min(1).max(100).default(20) }),
    response: z.object({
      columns: z.array(z.object({ stage: z.enum(projectStates), ...sums, rows: z.array(projectRowSchema) })),
    }),
  },
  'projects.timeline': {
    method: 'get',
    path: '/api/v1/projects/timeline',
    permission: 'projects.read',
    reach: 'rows',
    summary: 'Planned and actual stages and milestones of a page of projects',
    tag,
    query: z.object({ ...filters, ...sorting, ...page }),
    response: z.object({
      ...sums,
      /** Today in the city, ISO date. */
      today: z.string(),
      rows: z.array(
        projectRowSchema.extend({ stages: z.array(stageDatesSchema), milestones: z.array(milestoneSchema) }),
      ),
    }),
  },
  'projects.terms': {
    method: 'get',
    path: '/api/v1/projects/terms',
    permission: 'projects.read',
    reach: 'rows',
    summary: 'From which amount on the city decides, and which types and sources of funding there are',
    tag,
    response: projectTermsSchema,
  },
  'projects.enterprises': {
    method: 'get',
    path: '/api/v1/projects/enterprises',
    permission: 'projects.write',
    reach: 'rows',
    summary: 'Enterprises of the registry one may have projects of, by name or credit code; the first few',
    tag,
    query: z.object({ text: textInput(100).optional() }),
    response: z.array(
      z.object({ id: z.string(), name: z.string(), uscc: z.string().nullable(), district: z.string() }),
    ),
  },
  'projects.workshops': {
    method: 'get',
    path: '/api/v1/projects/workshops',
    permission: 'projects.write',
    reach: 'rows',
    summary: 'Workshops of such an enterprise, with the lines of the plant in them',
    tag,
    query: z.object({ enterprise: idInput }),
    response: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        district: z.string(),
        lines: z.array(z.object({ code: z.string(), name: z.string() })),
      }),
    ),
  },
  'projects.create': {
    method: 'post',
    path: '/api/v1/projects',
    permission: 'projects.write',
    reach: 'writes',
    summary: 'Begin a project; without a code it gets the next one of its district and year',
    tag,
    body: z.object({
      code: codeInput.optional(),
      enterprise: idInput,
      /** Where it counts: the enterprise's district, which is the default, or that of a workshop of its scope. */
      district: idInput.optional(),
      ...projectFields,
    }),
    response: projectSchema,
    problems: [409, 422],
  },
  'projects.get': {
    method: 'get',
    path: '/api/v1/projects/:id',
    permission: 'projects.read',
    reach: 'rows',
    summary: 'One project with its scope, stages, milestones, funding, people, documents and decisions',
    tag,
    ...one,
  },
  'projects.change': {
    method: 'put',
    path: '/api/v1/projects/:id',
    permission: 'projects.write',
    reach: 'writes',
    summary:
      'Change what is kept of a project; an amount others have to decide over sends it back to be submitted again',
    tag,
    ...one,
    body: z.object({ ...seen, ...projectFields }),
    problems: [409, 422],
  },
  'projects.act': {
    method: 'post',
    path: '/api/v1/projects/:id/acts',
    permission: 'projects.write',
    reach: 'writes',
    summary: 'Move it on or back, stop or resume it, block or unblock it, submit it',
    tag,
    ...one,
    body: z.discriminatedUnion('act', [
      z.object({ act: z.literal('advance'), ...seen, on: dateInput.nullable().default(null) }),
      z.object({ act: z.literal('go_back'), ...seen, reason: reasonInput }),
      z.object({ act: z.literal('stop'), ...seen, reason: reasonInput }),
      z.object({ act: z.literal('resume'), ...seen }),
      z.object({ act: z.literal('block'), ...seen, reason: reasonInput }),
      z.object({ act: z.literal('unblock'), ...seen }),
      z.object({ act: z.literal('submit'), ...seen }),
    ]),
    problems: [409, 422],
  },
  'projects.decide': {
    method: 'post',
    path: '/api/v1/projects/:id/decisions',
    permission: 'projects.decide',
    reach: 'writes',
    summary: 'Approve, return or reject what was submitted, as its route asks for; on the revision one saw',
    tag,
    ...one,
    body: z
      .object({ ...seen, decision: z.enum(decisions), reason: reasonInput.nullable().default(null) })
      .refine(({ decision, reason }) => decision === 'approve' || reason !== null, {
        path: ['reason'],
        message: 'is required',
      }),
    problems: [409, 422],
  },
  'projects.addMilestone': {
    method: 'post',
    path: '/api/v1/projects/:id/milestones',
    permission: 'projects.write',
    reach: 'writes',
    summary: 'Add a milestone',
    tag,
    ...one,
    body: z.object({ ...seen, name: nameSchema, due: dateInput }),
    problems: [409, 422],
  },
  'projects.changeMilestone': {
    method: 'put',
    path: '/api/v1/projects/:id/milestones/:milestone',
    permission: 'projects.write',
    reach: 'writes',
    summary: 'Change a milestone, or say when it was done',
    tag,
    params: milestoneParams,
    body: z.object({ ...seen, name: nameSchema, due: dateInput, done: dateInput.nullable() }),
    response: projectSchema,
    problems: [409, 422],
  },
  'projects.removeMilestone': {
    method: 'delete',
    path: '/api/v1/projects/:id/milestones/:milestone',
    permission: 'projects.write',
    reach: 'writes',
    summary: 'Remove a milestone; the history keeps it',
    tag,
    params: milestoneParams,
    query: z.object({ revision: z.coerce.number().int() }),
    response: projectSchema,
    problems: [409],
  },
  'projects.events': {
    method: 'get',
    path: '/api/v1/projects/:id/events',
    permission: 'projects.read',
    reach: 'rows',
    summary: 'Everything that happened to it, with what was said of it, newest first',
    tag,
    params: z.object({ id: idInput }),
    query: z.object({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      before: z.coerce.number().int().optional(),
    }),
    response: z.array(projectEventSchema),
  },
  'projects.comment': {
    method: 'post',
    path: '/api/v1/projects/:id/comments',
    permission: 'projects.write',
    reach: 'writes',
    summary: 'Say something of it',
    tag,
    params: z.object({ id: idInput }),
    body: z.object({ text: textInput(4000) }),
    response: z.object({ id: z.int() }),
  },
  'projects.editComment': {
    method: 'put',
    path: '/api/v1/projects/:id/comments/:comment',
    permission: 'projects.write',
    reach: 'writes',
    summary: 'Say it differently; what one said before is kept',
    tag,
    params: z.object({ id: idInput, comment: z.coerce.number().int() }),
    body: z.object({ text: textInput(4000) }),
    response: z.object({ id: z.int() }),
  },
  'projects.effects': {
    method: 'get',
    path: '/api/v1/projects/:id/effects',
    permission: 'projects.read',
    reach: 'rows',
    summary: 'Its effect in short: the latest result of each indicator',
    tag,
    params: z.object({ id: idInput }),
    response: z.object({
      /** Measured ones are left out: the enterprise does not share them. */
      notShared: z.boolean(),
      rows: z.array(
        z.object({
          indicator: z.enum([...measuredIndicators, ...declaredIndicators]),
          origin: z.enum(['measured', 'declared']),
          verdict: z.enum([...verdicts, 'declared']),
          reason: z.enum(unmeasurableReasons).nullable(),
          /** Of a declared one, as the enterprise says. */
          before: z.number().nullable(),
          after: z.number().nullable(),
          estimate: z.number().nullable(),
          low: z.number().nullable(),
          high: z.number().nullable(),
          daysBefore: z.int(),
          daysAfter: z.int(),
          /** Fraction of one. */
          coverage: z.number().nullable(),
          computedAt: z.number(),
        }),
      ),
    }),
  },
  'projects.addDocument': {
    method: 'post',
    path: '/api/v1/projects/:id/documents',
    permission: 'projects.write',
    reach: 'writes',
    summary: 'Add a document: the file as the body, its name in the query',
    tag,
    params: z.object({ id: idInput }),
    query: z.object({ name: nameSchema }),
    upload: { maxBytes: 20_000_000 },
    response: projectDocumentSchema,
    problems: [413, 422],
  },
  'projects.document': {
    method: 'get',
    path: '/api/v1/projects/:id/documents/:document',
    permission: 'projects.read',
    reach: 'rows',
    summary: 'A document as it was added',
    tag,
    params: documentParams,
    produces: 'file',
    response: fileAnswerSchema,
  },
  'projects.removeDocument': {
    method: 'delete',
    path: '/api/v1/projects/:id/documents/:document',
    permission: 'projects.write',
    reach: 'writes',
    summary: 'Take a document off the project; it is kept, and so is who took it off',
    tag,
    params: documentParams,
  },
});
