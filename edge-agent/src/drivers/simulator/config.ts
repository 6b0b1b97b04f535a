// Owns the configuration of the simulated plant.
import { calendarSchema, isTimeZone } from '@takt/model/calendar';
import { codeSchema } from '@takt/model/plant';
import { z } from 'zod';

const share = z.number().min(0).max(0.9);

export const simulatedMachineSchema = z.strictObject({
  code: codeSchema,
  /** Seconds per piece with the product factor 1. */
  idealCycleSeconds: z.number().min(1).max(3600),
  /** Actual over ideal cycle time while it runs. */
  slowness: z.number().min(1).max(3).default(1.04),
  /** Standard deviation of the cycle time, as a share of it. */
  cycleNoise: share.default(0.03),
  microStopsPerHour: z.number().min(0).max(60).default(1.2),
  microStopSeconds: z.number().min(5).max(240).default(50),
  /** Mean running time between breakdowns. */
  breakdownEveryHours: z.number().min(0.2).default(16),
  repairMinutes: z.number().min(1).max(600).default(22),
  scrapShare: share.default(0.008),
  reworkShare: share.default(0.012),
  runningKw: z.number().min(0).default(7.5),
  idleKw: z.number().min(0).default(1.4),
  /** Alarm codes of its breakdowns. */
  alarms: z.array(z.string().min(1).max(64)).min(1).default(['E101', 'E114', 'E127', 'E163']),
  /** Process values: `machining` spindle load, temperature, vibration; `assembly` torque, press force, temperature. */
  process: z.enum(['machining', 'assembly']).default('machining'),
  /** Vibration of a healthy spindle is about 1.2 mm/s. */
  vibration: z.number().min(0).default(1.2),
});
export type SimulatedMachine = z.infer<typeof simulatedMachineSchema>;

/** How the machines of a line were before it was retrofitted, against what they are said to be. */
const beforeSchema = z.strictObject({
  /** Factors. */
  slowness: z.number().min(0.5).max(3).default(1),
  microStopsPerHour: z.number().min(0.1).max(20).default(1),
  breakdownEveryHours: z.number().min(0.05).max(20).default(1),
  energy: z.number().min(0.2).max(5).default(1),
  /** Added to the share, of one. */
  scrapShare: z.number().min(-0.5).max(0.5).default(0),
});

export const simulatedLineSchema = z.strictObject({
  code: codeSchema,
  /** One of `calendars`; without one the line works around the clock. */
  calendar: codeSchema.optional(),
  /** Pieces that fit between two machines; what makes a stop of one starve or block the others. */
  bufferPieces: z.int().min(1).max(1000).default(20),
  products: z.array(z.strictObject({ code: codeSchema, cycleFactor: z.number().min(0.1).max(10).default(1) })).min(1),
  changeoversPerDay: z.int().min(0).max(10).default(2),
  setupMinutes: z.number().min(0).max(240).default(9),
  /** On the first start so many past days of this line are produced; absent: as of all. */
  historyDays: z.int().min(0).max(400).optional(),
  /** From this production day on the machines are as they are said to be; before it they were as `before` tells. */
  retrofit: z
    .strictObject({
      from: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date as 2026-11-26'),
      before: beforeSchema,
    })
    .optional(),
  /** In the order of the flow. */
  machines: z.array(simulatedMachineSchema).min(1),
});
export type SimulatedLine = z.infer<typeof simulatedLineSchema>;

export const simulatorSchema = z.strictObject({
  kind: z.literal('simulator'),
  seed: z.int(),
  timeZone: z.string().refine(isTimeZone, 'must be an IANA time zone such as Asia/Shanghai'),
  /** Local wall clock at which a production day begins and counters start at 0. */
  dayStart: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM')
    .default('08:00'),
  /** On the first start this many past days are produced at full speed. */
  history: z.strictObject({ days: z.int().min(0).max(400) }).default({ days: 0 }),
  calendars: z.record(codeSchema, calendarSchema).default({}),
  lines: z.array(simulatedLineSchema).min(1),
});
export type SimulatorConfig = z.infer<typeof simulatorSchema>;

/** What the schema cannot say: references and unique codes. */
export function checkSimulator(
  config: SimulatorConfig,
  complain: (path: (string | number)[], message: string) => void,
): void {
  const codes = new Set<string>();
  for (const [index, line] of config.lines.entries()) {
    if (line.calendar !== undefined && !Object.hasOwn(config.calendars, line.calendar)) {
      complain(['lines', index, 'calendar'], `there is no calendar "${line.calendar}" under calendars`);
    }
    for (const [position, machine] of line.machines.entries()) {
      if (codes.has(machine.code))
        complain(['lines', index, 'machines', position, 'code'], `"${machine.code}" is used twice`);
      codes.add(machine.code);
    }
  }
}
