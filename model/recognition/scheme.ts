// Owns the form of a scheme (认定办法) and its criteria, as it stands in a file and as an officer edits it.
import { z } from 'zod';
import { appliesTo, evidenceKinds, operators, recognitionKinds } from './kinds.ts';

const words = z.object({ 'zh-CN': z.string().min(1).max(400), en: z.string().min(1).max(400) });
const isoDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date as 2026-11-26')
  .refine(isDate, 'is no day of the calendar');
const number = z.number().min(-1e15).max(1e15);

export const criterionSchema = z.object({
  /** Unique in its scheme. */
  id: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be 1 to 40 of a-z, 0-9, _'),
  /** An indicator nobody knows (any more) makes the criterion unknown, never passed. */
  indicator: z.string().min(1).max(60),
  operator: z.enum(operators),
  /** In the indicator's unit: fractions of one, yuan, months, counts, levels; dates as ISO text. */
  threshold: z.union([number, isoDate]),
  /** Other thresholds by area of the city (see regions), such as half the investment in 渝东北. */
  thresholdByArea: z.record(z.string().min(1).max(40), number).default({}),
  evidence: z.enum(evidenceKinds),
  /** Whether it counts for applications, for the yearly check of a certificate, or for both. */
  appliesTo: z.enum(appliesTo).default('both'),
  name: words,
  /** Where the figure is from, as far as it is known: document and place in it. */
  source: z.string().min(1).max(400),
});
export type Criterion = z.infer<typeof criterionSchema>;

/** What of a scheme is edited into a new version. */
export const schemeTermsSchema = z.object({
  countsAs: z.enum(recognitionKinds),
  subject: z.enum(['workshop', 'enterprise']),
  name: words,
  authority: words,
  /** Title and number of the document. */
  document: z.string().min(1).max(400),
  year: z.int().min(2000).max(2100),
  /** Applications handed in from this day on, to the last one where there is one, are judged by it. */
  validFrom: isoDate,
  validTo: isoDate.optional(),
  /** Years a certificate is valid; absent: without end. */
  certificateYears: z.number().positive().max(100).optional(),
  criteria: z.array(criterionSchema).min(1).max(60),
});

export const schemeSchema = z
  .object({
    id: z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'must be 1 to 60 of a-z, 0-9, -'),
    version: z.int().min(1).max(100_000),
    ...schemeTermsSchema.shape,
  })
  .superRefine(({ criteria, validFrom, validTo }, context) => {
    const seen = new Set<string>();
    for (const [index, { id }] of criteria.entries()) {
      if (seen.has(id))
        context.addIssue({ code: 'custom', path: ['criteria', index, 'id'], message: `"${id}" is there already` });
      seen.add(id);
    }
    if (validTo !== undefined && validTo < validFrom)
      context.addIssue({ code: 'custom', path: ['validTo'], message: 'must not be before validFrom' });
  });
export type Scheme = z.infer<typeof schemeSchema>;

function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}
