// Owns how many messages have arrived in InfluxDB: each message is one point, of its machine and millisecond.
import { z } from 'zod';
import { askInfluxDb } from '../../harness/influxdb.ts';

/** Where a contestant's points lie. */
export interface Place {
  database: string;
  policy: string;
  measurement: string;
}

const counts = z.object({
  results: z.array(
    z.object({
      series: z.array(z.object({ values: z.array(z.tuple([z.number(), z.number()])) })).optional(),
    }),
  ),
});

/** Distinct points, as InfluxQL counts them. */
export async function countPoints(url: string, { database, policy, measurement }: Place): Promise<number> {
  const answer = await askInfluxDb(url, `SELECT count(good) FROM "${database}"."${policy}"."${measurement}"`);
  return counts.parse(answer).results[0]?.series?.[0]?.values[0]?.[1] ?? 0;
}

const shard = z.object({
  name: z.literal('shard'),
  tags: z.object({ database: z.string(), retentionPolicy: z.string() }),
  values: z.object({ writePointsOk: z.number() }),
});

/** Points written so far by InfluxDB's own account, repeated ones included: costs nothing to ask, so that load can follow it. */
export async function pointsWritten(url: string, { database, policy }: Place): Promise<number> {
  const all: unknown = await (await fetch(`${url}/debug/vars`)).json();
  return Object.values(z.record(z.string(), z.unknown()).parse(all))
    .map((value) => shard.safeParse(value).data)
    .filter((found) => found?.tags.database === database && found.tags.retentionPolicy === policy)
    .reduce((sum, found) => sum + (found?.values.writePointsOk ?? 0), 0);
}
