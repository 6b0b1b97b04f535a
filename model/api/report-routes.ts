// Owns the routes of monthly reports of a district or the city.
import { z } from 'zod';
import { recordIdSchema } from '../registry/index.ts';
import { fileAnswerSchema, type Route, routes } from './route.ts';

const tag = 'reports';

/** Code of a district, or of the city for the whole. */
const region = z.string().min(1).max(60);
/** As in `2026-11`. */
const month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-11');

export const reportLanguages = ['zh-CN', 'en'] as const;
export type ReportLanguage = (typeof reportLanguages)[number];

/** `failed`: it was tried several times; `error` says why. */
export const reportStates = ['waiting', 'running', 'done', 'failed'] as const;
export type ReportState = (typeof reportStates)[number];

export const reportFormats = ['pdf', 'xlsx'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export const reportSchema = z.object({
  id: z.string(),
  month: z.string(),
  region,
  language: z.enum(reportLanguages),
  state: z.enum(reportStates),
  createdAt: z.number(),
  /** Null: nobody, it was made on schedule. */
  createdByName: z.string().nullable(),
  finishedAt: z.number().nullable(),
  error: z.string().nullable(),
});
export type Report = z.infer<typeof reportSchema>;

const reading = { permission: 'cockpit.read', reach: 'rows', tag } as const satisfies Partial<Route>;
const making = { permission: 'cockpit.read', reach: 'writes', tag } as const satisfies Partial<Route>;
const params = z.object({ id: recordIdSchema });

export const reportRoutes = routes({
  'reports.list': {
    ...reading,
    method: 'get',
    path: '/api/v1/reports',
    summary: 'Monthly reports of the regions one sees, latest month first',
    query: z.object({
      region: region.optional(),
      month: month.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
    }),
    response: z.object({
      total: z.int(),
      /** The present month in the city: reports are made up to it. */
      present: z.string(),
      /** Codes of the regions the caller may ask for. */
      regions: z.array(region),
      reports: z.array(reportSchema),
    }),
  },
  'reports.make': {
    ...making,
    method: 'post',
    path: '/api/v1/reports',
    summary: 'Have a report made; where the same one is being made already, that one is answered',
    body: z.object({ region, month, language: z.enum(reportLanguages).default('zh-CN') }),
    response: reportSchema,
    problems: [422, 429],
  },
  'reports.retry': {
    ...making,
    method: 'post',
    path: '/api/v1/reports/:id/retry',
    summary: 'Try a report again that failed',
    params,
    response: reportSchema,
    problems: [409],
  },
  'reports.file': {
    ...reading,
    method: 'get',
    path: '/api/v1/reports/:id/file',
    summary: 'A report as PDF or as a workbook',
    params,
    query: z.object({ format: z.enum(reportFormats).default('pdf') }),
    produces: 'file',
    response: fileAnswerSchema,
  },
});
