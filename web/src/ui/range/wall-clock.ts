// Owns the text of a date and time field (`YYYY-MM-DDTHH:MM`) read on the wall clock of a site, not of the browser.
import { localParts, momentOnDay } from '@takt/model/calendar';

const dayMs = 86_400_000;

/** Undefined when the text is no date and time. */
export function fromWallClock(text: string, timeZone: string): number | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?$/.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute] = parts.slice(1).map(Number) as [number, number, number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || hour > 23 || minute > 59) return undefined;
  return momentOnDay(date.getTime() / dayMs, hour * 60 + minute, timeZone);
}

export function toWallClock(at: number, timeZone: string): string {
  const { date, hour, minute } = localParts(at, timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date}T${two(hour)}:${two(minute)}`;
}
