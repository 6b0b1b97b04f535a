// Owns asking a server whether it is ready, part by part.
import { z } from 'zod';

const readinessSchema = z.object({
  status: z.string(),
  parts: z.record(z.string(), z.object({ ok: z.boolean(), reason: z.string().optional() })),
});

const limitMs = 4000;

export async function readinessOf(url: string): Promise<z.output<typeof readinessSchema>> {
  return readinessSchema.parse(await (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(limitMs) })).json());
}
