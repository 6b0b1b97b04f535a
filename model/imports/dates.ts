// Owns dates as files write them: numbers of a spreadsheet, and text in the usual forms.

const dayMs = 86_400_000;
/** Day 0 of a workbook that counts from 1900, which takes that year for a leap year (ECMA-376 Part 1 §18.17.4.1). */
const dayZero = Date.UTC(1899, 11, 30);
const daysTo1904 = 1462;
const serials = { least: 1, most: 2_958_465 } as const;

/** ISO date of the day a workbook counts; undefined where it is none. */
export function dateOfSerial(serial: number, from1904 = false): string | undefined {
  const days = Math.floor(serial) + (from1904 ? daysTo1904 : 0);
  if (!Number.isFinite(days) || days < serials.least || days > serials.most) return undefined;
  // Before March 1900 the leap day that never was has not been counted yet.
  return new Date(dayZero + (days < 60 ? days + 1 : days) * dayMs).toISOString().slice(0, 10);
}

const forms = [
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s].*)?$/,
  /^(\d{4})(\d{2})(\d{2})$/,
  /^(\d{4})[-/.年](\d{1,2})月?$/,
] as const;

/**
 * ISO date of `2025-3-1`, `2025/3/1`, `2025.3.1`, `2025年3月1日`, `20250301`; a month (`2025-03`, `2025年3月`) is its first day. Undefined
 * where it is no day of 1990 to 2100, also where day and month may be meant either way.
 */
export function dateOfText(text: string): string | undefined {
  const folded = text.normalize('NFKC').trim();
  for (const form of forms) {
    const match = form.exec(folded);
    if (!match) continue;
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 1)];
    const at = new Date(Date.UTC(year, month - 1, day));
    const exists = at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
    return exists && year >= 1990 && year <= 2100 ? at.toISOString().slice(0, 10) : undefined;
  }
  return undefined;
}
