// Owns the routes by which files of the registry come in, are looked at before anything is written, and go out.
import { z } from 'zod';
import {
  type CellReason,
  cellReasons,
  type FileReason,
  fileReasons,
  importKinds,
  languages,
} from '../imports/index.ts';
import { origins, recordIdSchema, sizeClasses } from '../registry/index.ts';
import { fileAnswerSchema, type Route, routes } from './route.ts';

const tag = 'imports';

/** Largest file that is taken, bytes. */
export const mostImportBytes = 20_000_000;

const kind = z.enum(importKinds);
const language = z.enum(languages).default('zh-CN');
const params = z.object({ id: recordIdSchema });
const shortText = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');
const cellReason = z.enum(Object.keys(cellReasons) as CellReason[]);
const fileReason = z.enum(Object.keys(fileReasons) as FileReason[]);

/**
 * `checking`: its rows are looked at one by one. `previewed`: it waits for somebody to apply or drop it. `running`: it is being written.
 * `failed`: it could not be read, or what went wrong does not go away by itself.
 */
export const importStates = ['checking', 'previewed', 'running', 'done', 'failed', 'dropped'] as const;
export type ImportState = (typeof importStates)[number];

/** What becomes of a row: a record is made, changed, is so already, or the row is not taken. */
export const importActions = ['create', 'change', 'none', 'reject'] as const;
export type ImportAction = (typeof importActions)[number];

const countsSchema = z.object({
  /** In the file, below the header. */
  rows: z.int(),
  checked: z.int(),
  create: z.int(),
  change: z.int(),
  none: z.int(),
  reject: z.int(),
  /** Written already. */
  applied: z.int(),
});
export type ImportCounts = z.infer<typeof countsSchema>;

const fileRejectSchema = z.object({
  code: fileReason,
  detail: z.string().nullable(),
  /** In English; the words of other languages stand in `model/imports`. */
  reason: z.string(),
});

const layoutSchema = z.object({
  sheets: z.array(z.string()),
  /** The one that was read. */
  sheet: z.string(),
  /** Row of the header. */
  header: z.int(),
  columns: z.array(z.object({ letters: z.string(), header: z.string(), key: z.string() })),
  /** Headers nobody knows: they are left out. */
  unknown: z.array(z.object({ letters: z.string(), header: z.string() })),
});

export const importSchema = z.object({
  id: z.string(),
  kind,
  /** Where it may write; null: the whole city, or an enterprise alone. */
  district: z.string().nullable(),
  /** Code of the enterprise of the plant for which alone it may write. */
  plantEnterprise: z.string().nullable(),
  fileName: z.string(),
  /** Of the file, hex. */
  sha256: z.string(),
  state: z.enum(importStates),
  counts: countsSchema,
  problems: z.array(fileRejectSchema),
  layout: layoutSchema.nullable(),
  createdAt: z.number(),
  createdByName: z.string(),
  /** Who applied or dropped it, when. */
  decidedAt: z.number().nullable(),
  decidedByName: z.string().nullable(),
  finishedAt: z.number().nullable(),
});
export type ImportAnswer = z.infer<typeof importSchema>;

const cellValue = z.union([z.string(), z.number()]).nullable();
export const importRowSchema = z.object({
  /** As counted in the file, from 1. */
  row: z.int(),
  action: z.enum(importActions),
  applied: z.boolean(),
  /** Record it changes or made. */
  record: z.string().nullable(),
  /** What was read, by the key of the column. */
  cells: z.record(z.string(), z.string()),
  problems: z.array(
    z.object({
      /** Null: the row as a whole. */
      column: z.string().nullable(),
      /** Of the column in the file, such as `C`. */
      letters: z.string().nullable(),
      value: z.string(),
      code: cellReason,
      about: z.record(z.string(), z.union([z.string(), z.number()])),
      /** In English; the words of other languages stand in `model/imports`. */
      reason: z.string(),
    }),
  ),
  /** `formula`: the value stored with it was taken. */
  notes: z.array(z.object({ column: z.string(), code: z.literal('formula') })),
  changes: z.record(z.string(), z.object({ from: cellValue, to: cellValue })),
});
export type ImportRow = z.infer<typeof importRowSchema>;

const reading = { permission: 'registry.read', reach: 'rows', tag } as const satisfies Partial<Route>;
const writing = { permission: 'registry.write', tag } as const satisfies Partial<Route>;

export const importRoutes = routes({
  'imports.template': {
    ...writing,
    method: 'get',
    path: '/api/v1/registry/imports/templates/:kind',
    reach: 'everybody',
    summary: 'A workbook to fill: the columns of a kind, how they are filled, which values they may have',
    params: z.object({ kind }),
    query: z.object({ language }),
    produces: 'file',
    response: fileAnswerSchema,
  },
  'imports.list': {
    ...writing,
    method: 'get',
    path: '/api/v1/registry/imports',
    reach: 'rows',
    summary: 'Imports there were, newest first',
    query: z.object({
      kind: kind.optional(),
      limit: z.coerce.number().int().min(1).max(200).default(20),
      offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
    }),
    response: z.object({ total: z.int(), imports: z.array(importSchema) }),
  },
  'imports.upload': {
    ...writing,
    method: 'post',
    path: '/api/v1/registry/imports',
    reach: 'writes',
    summary: 'A file (.xlsx or .csv) is taken and looked at; nothing of it is written yet',
    query: z.object({
      kind,
      fileName: shortText(200),
      /** Sheet of the workbook; absent: the first whose header is known. */
      sheet: shortText(100).optional(),
      /** District for which alone it may write; absent: all the caller may, where that is one. */
      district: shortText(60).optional(),
    }),
    upload: { maxBytes: mostImportBytes },
    response: importSchema,
    problems: [413, 422],
  },
  'imports.get': {
    ...writing,
    method: 'get',
    path: '/api/v1/registry/imports/:id',
    reach: 'rows',
    summary: 'An import and how far it is',
    params,
    response: importSchema,
  },
  'imports.rows': {
    ...writing,
    method: 'get',
    path: '/api/v1/registry/imports/:id/rows',
    reach: 'rows',
    summary: 'What was read of its rows and what becomes of them; rejected ones first',
    params,
    query: z.object({
      action: z.enum(importActions).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
    }),
    response: z.object({ total: z.int(), rows: z.array(importRowSchema) }),
  },
  'imports.rejected': {
    ...writing,
    method: 'get',
    path: '/api/v1/registry/imports/:id/rejected',
    reach: 'rows',
    summary: 'Its rejected rows as a workbook with their reasons, to be mended and imported again',
    params,
    query: z.object({ language }),
    produces: 'file',
    response: fileAnswerSchema,
  },
  'imports.sheet': {
    ...writing,
    method: 'post',
    path: '/api/v1/registry/imports/:id/sheet',
    reach: 'writes',
    summary: 'A preview is made again from another sheet of the workbook',
    params,
    body: z.object({ sheet: shortText(100) }),
    response: importSchema,
    problems: [409, 422],
  },
  'imports.apply': {
    ...writing,
    method: 'post',
    path: '/api/v1/registry/imports/:id/apply',
    reach: 'writes',
    summary: 'The accepted rows of a preview are written',
    params,
    response: importSchema,
    problems: [409],
  },
  'imports.drop': {
    ...writing,
    method: 'post',
    path: '/api/v1/registry/imports/:id/drop',
    reach: 'writes',
    summary: 'A preview is given up; nothing of it is written',
    params,
    response: importSchema,
    problems: [409],
  },
  'exports.get': {
    ...reading,
    method: 'get',
    path: '/api/v1/registry/exports/:kind',
    summary: 'Records as a file that can be imported again, at most 50,000',
    params: z.object({ kind }),
    query: z.object({
      format: z.enum(['xlsx', 'csv']).default('xlsx'),
      language,
      /** The filters of the list of enterprises: of what is theirs, too. */
      q: shortText(120).optional(),
      district: shortText(60).optional(),
      town: shortText(60).optional(),
      sector: shortText(60).optional(),
      size: z.enum(sizeClasses).optional(),
      chain: shortText(60).optional(),
      connected: z.enum(['true', 'false']).optional(),
      origin: z.enum(origins).optional(),
      enterprise: recordIdSchema.optional(),
    }),
    produces: 'file',
    response: fileAnswerSchema,
    problems: [422],
  },
});
