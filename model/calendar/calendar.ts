// Owns the shift calendar: shifts with breaks on weekdays, holidays and make-up working days (调休).
import { z } from 'zod';
import { codeSchema, nameSchema } from '../plant/codes.ts';
import { refuseCalendar } from './refusals.ts';

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM, 00:00–23:59');
const date = z.iso.date();

const breakSchema = z.object({ start: clock, end: clock });

export const shiftSchema = z.object({
  code: codeSchema,
  name: nameSchema,
  /** Local wall clock. An end at or before the start is on the next day. */
  start: clock,
  end: clock,
  /** ISO weekdays the shift starts on, 1 = Monday … 7 = Sunday. */
  weekdays: z.array(z.int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5, 6, 7]),
  /** Planned pauses inside the shift: planned stop unless the machine produces. */
  breaks: z.array(breakSchema).default([]),
});

/** Shifts may touch but not overlap, breaks lie inside their shift; both are refused with the names of what clashes. */
export const calendarSchema = z
  .object({
    name: nameSchema,
    /** Whose it is: seen and used there only. Absent: shared by everybody. */
    enterprise: codeSchema.optional(),
    shifts: z.array(shiftSchema).min(1).max(12),
    /** Local dates on which no shift starts. */
    holidays: z.array(date).max(1000).default([]),
    /** Local dates on which every shift starts whatever the weekday; wins over holidays. */
    workingDays: z.array(date).max(1000).default([]),
  })
  .superRefine((calendar, context) => {
    for (const { path, message } of refuseCalendar(calendar)) context.addIssue({ code: 'custom', path, message });
  });
export type CalendarInput = z.infer<typeof calendarSchema>;
export type Calendar = CalendarInput & { code: string };
export type Shift = z.infer<typeof shiftSchema>;
