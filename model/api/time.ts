// Owns how moments are written in requests: ISO 8601 with an offset, or epoch milliseconds.
import { z } from 'zod';

/** Accepts ISO 8601 with `Z` or an offset, or epoch ms; yields whole epoch ms. */
export const timestamp = z.union([z.string(), z.number()]).transform((value, context) => {
  const at = typeof value === 'number' ? value : /^-?\d{1,15}$/.test(value) ? Number(value) : parseIso(value);
  if (Number.isFinite(at) && Math.abs(at) <= 8.64e15) return Math.round(at);
  context.addIssue({ code: 'custom', message: 'must be ISO 8601 with a time zone, or epoch milliseconds' });
  return z.NEVER;
});

function parseIso(text: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
}
