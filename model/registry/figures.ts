// Owns the form of a figure somebody declares.
import { z } from 'zod';
import { figureIndicatorNames, figureProblem } from './indicators.ts';

/** A day that exists, as 2026-11-26. */
export const isoDateSchema = z.iso.date('must be a date as 2026-11-26');

export const figureSchema = z
  .object({
    indicator: z.enum(figureIndicatorNames),
    /** In the unit of its indicator; yes and no are 1 and 0, shares fractions of one. */
    value: z.number(),
    /** What it is about, both included; absent: as of now. */
    from: isoDateSchema.nullable().default(null),
    to: isoDateSchema.nullable().default(null),
    note: z.string().trim().max(500).nullable().default(null),
    /** Id of a document of the same subject. */
    document: z.string().max(64).nullable().default(null),
  })
  .superRefine(({ indicator, value, from, to }, context) => {
    const problem = figureProblem(indicator, value);
    if (problem) context.addIssue({ code: 'custom', path: ['value'], message: problem });
    if ((from === null) !== (to === null))
      context.addIssue({ code: 'custom', path: [from === null ? 'from' : 'to'], message: 'a period has two ends' });
    else if (from !== null && to !== null && to < from)
      context.addIssue({ code: 'custom', path: ['to'], message: 'must not be before the period begins' });
  });
export type FigureInput = z.infer<typeof figureSchema>;
