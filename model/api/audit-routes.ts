// Owns the routes of the audit log.
import { z } from 'zod';
import { routes } from './route.ts';
import { timestamp } from './time.ts';

const tag = 'audit';

export const auditEntrySchema = z.object({
  /** Position in the chain, without gaps. */
  id: z.int(),
  at: z.number(),
  /** `user:<id>`, `token:<id>` with its owner in the name, `system`, `command_line` or `anonymous`. */
  actor: z.string(),
  actorName: z.string(),
  /** What was done, such as `machines.put` or `session.signIn`. */
  action: z.string(),
  outcome: z.enum(['done', 'refused']),
  /** Kind and code of what it was done to. */
  kind: z.string(),
  code: z.string(),
  /** Node of the plant it belongs to, `level:code`; null: the whole installation. */
  scope: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  /** Address of the caller; null where there is none. */
  address: z.string().nullable(),
  /** SHA-256 over the entry and the hash before it, hexadecimal. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Databases hold every character but U+0000. */
const storable = (most: number) =>
  z
    .string()
    .max(most)
    .refine((text) => !text.includes('\0'), 'must not contain U+0000');

const filters = {
  from: timestamp.optional(),
  to: timestamp.optional(),
  actor: storable(200).optional(),
  action: storable(100).optional(),
  kind: storable(100).optional(),
  code: storable(200).optional(),
  outcome: z.enum(['done', 'refused']).optional(),
  /** Found anywhere in who, what, before and after. */
  text: storable(200).optional(),
};

export const auditRoutes = routes({
  'audit.list': {
    method: 'get',
    path: '/api/v1/audit',
    permission: 'audit.read',
    reach: 'rows',
    summary: 'Who did what, newest first',
    tag,
    query: z.object({
      ...filters,
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      before: z.coerce.number().int().optional(),
    }),
    response: z.array(auditEntrySchema),
  },
  'audit.export': {
    method: 'get',
    path: '/api/v1/audit/export',
    permission: 'audit.read',
    reach: 'rows',
    summary: 'The same as CSV, at most 100,000 entries',
    tag,
    query: z.object(filters),
    produces: 'text/csv',
    response: z.string(),
  },
  'audit.verify': {
    method: 'get',
    path: '/api/v1/audit/verify',
    permission: 'audit.read',
    reach: 'platform',
    summary: 'Whether the chain of entries is whole',
    tag,
    response: z.object({
      whole: z.boolean(),
      entries: z.int(),
      /** Hash of the last entry, to be kept elsewhere and compared later. */
      head: z.string().nullable(),
      /** First entry that does not fit; null where the chain is whole. */
      brokenAt: z.int().nullable(),
    }),
  },
});
