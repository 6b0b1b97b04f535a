// Owns how a log line looks to a person: time, level, message, then the fields.
const levelNames: Record<number, string> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};

/** Turns one JSON line of the log into `HH:MM:SS LEVEL message key=value …`; what is no JSON passes unchanged. */
export function readableLine(json: string): string {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return json;
  }
  const { time, level, msg, err, ...fields } = entry;
  const shown = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const cause = isError(err) ? `\n  ${err.stack ?? err.message}` : '';
  const head = `${String(time).slice(11, 19)} ${(levelNames[Number(level)] ?? String(level)).padEnd(5)} ${String(msg ?? '')}`;
  return `${[head, ...shown].join(' ')}${cause}\n`;
}

function isError(value: unknown): value is { message: string; stack?: string } {
  return typeof value === 'object' && value !== null && 'message' in value;
}
