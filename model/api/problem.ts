// Owns the problem document every HTTP error is answered with (RFC 9457).
import { z } from 'zod';

export const problemSchema = z.object({
  /** `/problems/<code>`; the code is stable and what clients translate. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  /** One entry per field that was refused. */
  errors: z.array(z.object({ field: z.string(), reason: z.string() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;
