// Owns industrial chains (产业链) of a city: the form of their file, and where a code or name leads.
import { z } from 'zod';

const names = z.object({ 'zh-CN': z.string().min(1).max(60), en: z.string().min(1).max(160) });

export const chainsFileSchema = z
  .object({
    /** Document and year the list is from. */
    source: z.string().min(1).max(400),
    /** Whether somebody compared it with the document itself. */
    verified: z.boolean(),
    tiers: z.array(z.object({ code: z.string().regex(/^[a-z0-9-]{1,40}$/), name: names })).min(1),
    chains: z
      .array(
        z.object({
          code: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 of a-z, 0-9 and -'),
          name: names,
          /** One of `tiers`. */
          tier: z.string(),
          /** Other names by which it goes. */
          aliases: z.array(z.string().min(1).max(60)).default([]),
        }),
      )
      .min(1)
      .max(500),
  })
  .superRefine(({ tiers, chains }, context) => {
    const seen = new Set<string>();
    for (const [index, { code, name, tier, aliases }] of chains.entries()) {
      if (!tiers.some((one) => one.code === tier))
        context.addIssue({ code: 'custom', path: ['chains', index, 'tier'], message: `there is no tier "${tier}"` });
      for (const key of new Set([code, name['zh-CN'], name.en, ...aliases])) {
        if (seen.has(key))
          context.addIssue({ code: 'custom', path: ['chains', index], message: `"${key}" is there already` });
        seen.add(key);
      }
    }
  });
export type ChainsFile = z.infer<typeof chainsFileSchema>;
export type Chain = ChainsFile['chains'][number];

export interface Chains {
  file: ChainsFile;
  /** By code, name in any language or another name. Undefined where there is none. */
  find(text: string): Chain | undefined;
}

export function createChains(file: ChainsFile): Chains {
  const byText = new Map<string, Chain>();
  for (const chain of file.chains)
    for (const key of [chain.code, chain.name['zh-CN'], chain.name.en, ...chain.aliases])
      byText.set(key.toLowerCase(), chain);
  return { file, find: (text) => byText.get(text.normalize('NFKC').trim().toLowerCase()) };
}
