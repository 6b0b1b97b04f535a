// Owns asking InfluxDB in InfluxQL: statements out, checked tables in.
import { z } from 'zod';
import type { StoreMetrics } from '../metrics.ts';
import type { InfluxConfig, InfluxSettings } from '../settings.ts';
import { createAgent } from './agent.ts';
import { createRequests } from './request.ts';

export type Cell = number | string | boolean | null;

/** One table of an answer; `values` are rows in the order of `columns`. Times are epoch ms. */
export interface Table {
  tags: Readonly<Record<string, string>>;
  columns: readonly string[];
  values: readonly (readonly Cell[])[];
}

export interface Queries {
  /** The tables of each statement, in their order. Rejects where InfluxDB does not answer or refuses one of them. */
  ask(statements: readonly string[]): Promise<Table[][]>;
  close(): void;
}

/** Rows InfluxDB puts together at a time. It calls a longer table partial even where it is whole. */
export const rowsPerChunk = 10_000;

const answer = z.object({
  results: z.array(
    z.object({
      error: z.string().optional(),
      series: z
        .array(
          z.object({
            tags: z.record(z.string(), z.string()).default({}),
            columns: z.array(z.string()),
            // Not looked into cell by cell: there may be hundreds of thousands.
            values: z.custom<Cell[][]>(Array.isArray).default([]),
            partial: z.boolean().optional(),
          }),
        )
        .default([]),
    }),
  ),
});

/** Queries under way at once; more wait here instead of in InfluxDB. */
const queriesInFlight = 8;

export function createQueries(
  config: InfluxConfig,
  { queryTimeoutMs }: Pick<InfluxSettings, 'queryTimeoutMs'>,
  metrics: StoreMetrics,
): Queries {
  const agent = createAgent(config.url, queriesInFlight);
  const request = createRequests(config, agent, queryTimeoutMs);
  const send = async (statements: string): Promise<unknown> => {
    const form = { db: config.database, epoch: 'ms', q: statements };
    try {
      return await request(form);
    } catch (error) {
      // A kept connection the server closed meanwhile; a query may be asked twice.
      if (isReset(error)) return await request(form);
      throw error;
    }
  };
  return {
    async ask(statements) {
      if (statements.length === 0) return [];
      const end = metrics.querySeconds.startTimer();
      try {
        return tablesOf(await send(statements.join(';')));
      } finally {
        end();
      }
    },
    close: () => agent.destroy(),
  };
}

function tablesOf(body: unknown): Table[][] {
  return answer.parse(body).results.map(({ error, series }) => {
    if (error !== undefined) throw new Error(`InfluxDB: ${error}`);
    if (series.some(({ partial, values }) => partial === true && values.length <= rowsPerChunk)) {
      throw new Error('InfluxDB cut an answer short: max-row-limit must be 0 in its configuration');
    }
    return series;
  });
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
}
