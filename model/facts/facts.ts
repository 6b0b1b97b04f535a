// Owns the fact row: what is counted per machine, minute and product. Additive fields only.

/** Time by category; for any interval they add up to its length (DESIGN §2). */
export const timeCategories = [
  'unscheduled',
  'plannedStop',
  'setup',
  'producing',
  'minorStop',
  'down',
  'starved',
  'blocked',
  'idle',
  'unknown',
] as const;
export type TimeCategory = (typeof timeCategories)[number];
export type TimeField = `${TimeCategory}Ms`;
export const timeFields = timeCategories.map((category) => `${category}Ms`) as TimeField[];

/**
 * Counts of pieces: produced (ISO 22400-2 PQ), good (GQ), scrap (SQ), rework (RQ), inspected (IP), firstPass (GP);
 * `unjudged`: produced pieces nobody judged good or bad; `output`: good pieces of the machines at the end of a line.
 */
export const countFields = [
  'produced',
  'good',
  'scrap',
  'rework',
  'inspected',
  'firstPass',
  'unjudged',
  'output',
] as const;
export type CountField = (typeof countFields)[number];

/**
 * - `idealMs`: Σ ideal cycle time × pieces produced, ms (PRI · PQ).
 * - `failures`: stops longer than the micro-stop threshold that began here. `repairMs`: their time here, ms.
 * - `busyMs`: planned busy time (PBT) by the definition in force, known time only, ms. `runMs`: actual production time (APT), ms.
 * - `energyWh`: electrical energy, Wh.
 */
export const measureFields = ['idealMs', 'failures', 'repairMs', 'busyMs', 'runMs', 'energyWh'] as const;
export type MeasureField = (typeof measureFields)[number];

export const factFields = [...timeFields, ...countFields, ...measureFields] as const;
export type FactField = TimeField | CountField | MeasureField;
export type Facts = Record<FactField, number>;

/** One stored row. `start` is the beginning of the minute, hour or day, epoch ms; product '' where none was announced. */
export interface FactRow extends Facts {
  machine: string;
  start: number;
  product: string;
}

export const minuteMs = 60_000;
export const hourMs = 3_600_000;

export function emptyFacts(): Facts {
  return Object.fromEntries(factFields.map((field) => [field, 0])) as Facts;
}

export function addFacts(into: Facts, from: Readonly<Facts>): Facts {
  for (const field of factFields) into[field] += from[field];
  return into;
}

/** Length of time the facts describe, ms. */
export function lengthMs(facts: Readonly<Facts>): number {
  let sum = 0;
  for (const field of timeFields) sum += facts[field];
  return sum;
}

/** Share of scheduled time that data covers: 1 − unknown / (all − unscheduled); null where nothing was scheduled. */
export function coverage(facts: Readonly<Facts>): number | null {
  const scheduled = lengthMs(facts) - facts.unscheduledMs;
  return scheduled > 0 ? 1 - facts.unknownMs / scheduled : null;
}
