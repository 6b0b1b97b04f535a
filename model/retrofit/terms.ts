// Owns the form of the file in which an operator says how projects are handled: who decides from which amount on, types, funding.
import { z } from 'zod';
import { cityDecidesFromYuan, fundingSources, projectTypes } from './words.ts';

const code = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be a code of lower-case letters, digits and _');
const names = z.object({ 'zh-CN': z.string().min(1).max(60), en: z.string().min(1).max(120) });

/** What Takt has words for goes by its code alone; what it has none for says its name. */
const kind = z.union([code.transform((given) => ({ code: given })), z.object({ code, name: names })]);
const kinds = (known: readonly string[]) =>
  z
    .array(kind)
    .min(1)
    .max(100)
    .default(known.map((one) => ({ code: one })))
    .superRefine((all, context) => {
      for (const [index, one] of all.entries()) {
        if (all.findIndex((other) => other.code === one.code) < index)
          context.addIssue({ code: 'custom', path: [index], message: `"${one.code}" is there already` });
        if (!('name' in one) && !known.includes(one.code))
          context.addIssue({ code: 'custom', path: [index], message: `"${one.code}" needs a name` });
      }
    });

export const retrofitFileSchema = z.object({
  /** Planned amount from which on the district reviews and the city decides, yuan. */
  thresholdYuan: z.number().min(0).default(cityDecidesFromYuan),
  types: kinds(projectTypes),
  fundingSources: kinds(fundingSources),
});
export type RetrofitTerms = z.output<typeof retrofitFileSchema>;
