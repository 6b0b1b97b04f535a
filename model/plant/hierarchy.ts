// Owns the plant hierarchy: enterprise → site → workshop → line → machine (ISA-95 / IEC 62264-1 §5.3).
import { z } from 'zod';
import { isTimeZone } from '../calendar/zone.ts';
import { signalMapSchema } from '../signals/signal-map.ts';
import { codeSchema, nameSchema } from './codes.ts';

/** Levels of the hierarchy from the smallest to the largest, as used in `scope=<level>:<code>`. */
export const levels = ['machine', 'line', 'workshop', 'site', 'enterprise', 'district', 'city'] as const;
export type Level = (typeof levels)[number];

export const enterpriseSchema = z.object({ name: nameSchema });

export const siteSchema = z.object({
  enterprise: codeSchema,
  name: nameSchema,
  /** District the site is counted in (区县), by its own code or name. */
  district: nameSchema,
  /** Sector of industry (行业), GB/T 4754 code or name. */
  sector: nameSchema,
  /** IANA time zone; decides the site's days, shifts and hours. */
  timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone such as Asia/Shanghai'),
});

export const workshopSchema = z.object({
  site: codeSchema,
  name: nameSchema,
  /** Shift calendar; without one the workshop is scheduled around the clock. */
  calendar: codeSchema.optional(),
  /** What the workshop is expected to reach; pages compare against it only where it is set. */
  target: z
    .object({
      /** OEE as a fraction of one. */
      oee: z.number().positive().max(1).optional(),
      /** Good pieces per scheduled hour, all outlet machines together. */
      outputPerHour: z.number().positive().optional(),
    })
    .optional(),
});

export const lineSchema = z.object({ workshop: codeSchema, name: nameSchema });

export const machineSchema = z.object({
  line: codeSchema,
  name: nameSchema,
  /** Planned run time per item (ISO 22400-2 PRI), seconds per piece; a device's `ideal_cycle_s` overrides it. */
  idealCycleSeconds: z.number().positive().max(1e6),
  /** Whether its good pieces are output of the line; false for machines in the middle of a line. Default true. */
  outlet: z.boolean().optional(),
  signalMap: signalMapSchema.optional(),
});

export type Enterprise = z.infer<typeof enterpriseSchema> & { code: string };
export type Site = z.infer<typeof siteSchema> & { code: string };
export type Workshop = z.infer<typeof workshopSchema> & { code: string };
export type Line = z.infer<typeof lineSchema> & { code: string };
export type Machine = z.infer<typeof machineSchema> & { code: string };

/** A node in the hierarchy, written `level:code`. */
export interface Scope {
  level: Level;
  code: string;
}

const scopePattern = new RegExp(`^(${levels.join('|')}):(.{1,120})$`);

/** `<level>:<code>` such as `workshop:halfshaft`. */
export const scopeSchema = z
  .string()
  .regex(scopePattern, `must be <level>:<code> with level one of ${levels.join(', ')}`)
  .transform(parseScope);

/** Splits a scope that {@link scopeSchema} accepted. */
export function parseScope(text: string): Scope {
  const colon = text.indexOf(':');
  return { level: text.slice(0, colon) as Level, code: text.slice(colon + 1) };
}

export function formatScope(scope: Scope): string {
  return `${scope.level}:${scope.code}`;
}
