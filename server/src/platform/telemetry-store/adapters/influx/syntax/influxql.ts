// Owns what InfluxQL statements are made of: quoted identifiers and texts, and times that InfluxDB can hold.

/** Times InfluxDB can hold, epoch ms: nanoseconds in 64 bits, 1677 to 2262. */
export const earliestMs = -9_223_372_036_854;
export const latestMs = 9_223_372_036_854;

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\\': '\\\\' };

export function identifier(name: string): string {
  return `"${name.replace(/["\\\n]/g, (character) => escapes[character] ?? `\\${character}`)}"`;
}

export function literal(text: string): string {
  return `'${text.replace(/['\\\n]/g, (character) => escapes[character] ?? `\\${character}`)}'`;
}

/** A condition that is true from `from` until before `to`; open where a bound is out of what InfluxDB can hold. */
export function within(from: number, to: number): string {
  const bounds: string[] = [];
  if (from > earliestMs) bounds.push(`time >= ${whole(from)}ms`);
  if (to <= latestMs) bounds.push(`time < ${whole(to)}ms`);
  return bounds.length > 0 ? bounds.join(' AND ') : `time <= ${latestMs}ms`;
}

/** Only whole ms are stored, so a bound between two says the same as the next one. */
function whole(at: number): number {
  return Math.ceil(Math.max(earliestMs, Math.min(latestMs, at)));
}

export function any(conditions: readonly string[]): string {
  return `(${conditions.join(' OR ')})`;
}
