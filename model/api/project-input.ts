// Owns what is sent of a retrofit project: its fields with their bounds, and how dates and texts are written.
import { z } from 'zod';
import { nameSchema } from '../plant/index.ts';
import { projectStages } from '../retrofit/index.ts';

/** Databases hold every character but U+0000. */
export const textInput = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((text) => !text.includes('\0'), 'must not contain U+0000');
export const idInput = textInput(120);
export const reasonInput = textInput(1000);
/** ISO 8601, such as 2026-03-01. */
export const dateInput = z.iso.date('must be a date such as 2026-03-01');
export const codeInput = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._/-]{0,63}$/u,
    'must be 1–64 letters, digits, ".", "_", "/" or "-", beginning with a letter or digit',
  );
/** Up to a million million. */
const yuanInput = z.number().min(0).max(1e12);
const date = dateInput.nullable();

const stageInput = z
  .object({
    stage: z.enum(projectStages),
    plannedFrom: date.default(null),
    plannedTo: date.default(null),
    /** Absent: as it is. Only of stages that were reached. */
    actualFrom: date.optional(),
    actualTo: date.optional(),
  })
  .superRefine(({ plannedFrom, plannedTo, actualFrom, actualTo }, context) => {
    const refuse = (path: string) => context.addIssue({ code: 'custom', path: [path], message: 'is before its begin' });
    if (plannedFrom !== null && plannedTo !== null && plannedTo < plannedFrom) refuse('plannedTo');
    if (actualFrom && actualTo && actualTo < actualFrom) refuse('actualTo');
  });

export const projectFields = {
  name: nameSchema,
  type: z.string().min(1).max(40),
  description: textInput(10_000).nullable().default(null),
  plannedYuan: yuanInput,
  paidYuan: yuanInput.default(0),
  funding: z
    .array(z.object({ source: z.string().min(1).max(40), yuan: yuanInput }))
    .max(50)
    .default([]),
  supplier: nameSchema.nullable().default(null),
  responsible: z
    .array(
      z.object({
        name: nameSchema,
        duty: z.union([z.literal(''), nameSchema]).default(''),
        phone: z
          .string()
          .regex(/^[\d+() -]{0,40}$/, 'must be a telephone number')
          .default(''),
      }),
    )
    .max(50)
    .default([]),
  goLive: date.default(null),
  /** Workshops of the registry; a line of the plant where only that is retrofitted. */
  scopes: z
    .array(z.object({ workshop: idInput, line: z.string().max(64).default('') }))
    .max(200)
    .default([]),
  stages: z
    .array(stageInput)
    .max(projectStages.length)
    .default([])
    .refine((all) => new Set(all.map(({ stage }) => stage)).size === all.length, 'names a stage twice'),
};

const kind = z.object({ code: z.string(), name: z.object({ 'zh-CN': z.string(), en: z.string() }).optional() });

export const projectTermsSchema = z.object({
  /** Planned amount from which on the city decides. */
  thresholdYuan: z.number(),
  /** What the pages have words for comes without a name. */
  types: z.array(kind),
  fundingSources: z.array(kind),
  /** Ends of the names of files that are taken, and the most bytes of one. */
  documentEndings: z.array(z.string()),
  mostDocumentBytes: z.int(),
});
