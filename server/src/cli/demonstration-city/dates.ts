// Owns days of the demonstration city, as ISO dates.

const dayMs = 86_400_000;

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Whole days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs);
}

/** An hour of a working day in Chongqing, epoch ms. */
export function momentOf(date: string, hour = 10): number {
  return Date.parse(`${date}T00:00:00Z`) + (hour - 8) * 3_600_000;
}
