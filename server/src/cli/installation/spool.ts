// Owns finding readings that are on this disk but not in the telemetry store yet.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { listSegments, lookInto } from '../../pipeline/ingest/spool/segment.ts';

/** What of the spool to tell an operator, or undefined where it is empty. Whoever asks must have the data directory. */
export async function spoolRemark({ dataDirectory }: Config): Promise<string | undefined> {
  const directory = join(dataDirectory, 'spool');
  if (!existsSync(directory)) return undefined;
  let records = 0;
  for (const path of (await listSegments(directory)).paths) records += (await lookInto(path))?.segment.records ?? 0;
  if (records === 0) return undefined;
  return `${directory} holds readings the telemetry store has not taken yet: start the server until it has drained them`;
}
