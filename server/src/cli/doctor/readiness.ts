// Owns asking a server whether it is ready, part by part.
import { z } from 'zod';
import type { RunningServer } from '../installation/server.ts';

const readinessSchema = z.object({
  status: z.string(),
  parts: z.record(z.string(), z.object({ ok: z.boolean(), reason: z.string().optional() })),
});

const limitMs = 4000;

export async function readinessOf(server: RunningServer): Promise<z.output<typeof readinessSchema>> {
  return readinessSchema.parse(await (await server.fetch('/readyz', { signal: AbortSignal.timeout(limitMs) })).json());
}
