// Owns handing lines to InfluxDB: one request, a few quick attempts, and what came of it.
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpError, InfluxDB, RequestTimedOutError, type WriteApi } from '@influxdata/influxdb-client';
import { type Policy, policies } from '../layout.ts';
import type { StoreMetrics } from '../metrics.ts';
import type { InfluxConfig, InfluxSettings } from '../settings.ts';
import { createAgent } from './agent.ts';
import { credentialKeys, headersOf } from './credentials.ts';
import type { ServerVersion } from './version.ts';

export type WriteOutcome =
  | { ok: true }
  /** Some or all lines were refused, and would be refused again; the others may have been taken. */
  | { ok: false; detail: string; dropped: number | undefined };

export interface Writer {
  /** Lines joined by line breaks, `points` of them. Rejects where InfluxDB is out of reach or takes nothing at the moment. */
  write(policy: Policy, lines: string, points: number): Promise<WriteOutcome>;
  close(): void;
}

export interface WriterOptions {
  config: InfluxConfig;
  settings: InfluxSettings;
  version: Pick<ServerVersion, 'writePath'>;
  metrics: StoreMetrics;
  /** Creates database and policies anew where InfluxDB says they are gone. */
  prepare: () => Promise<unknown>;
}

export function createWriter({ config, settings, version, metrics, prepare }: WriterOptions): Writer {
  const agent = createAgent(config.url);
  const client = new InfluxDB({
    url: config.url,
    timeout: settings.writeTimeoutMs,
    transportOptions: { agent },
    headers: { ...headersOf(config) },
  });
  const apis = Object.fromEntries(
    policies.map((policy) => [policy, createApi(client, config, settings, version, policy)]),
  ) as Record<Policy, WriteApi>;

  const once = async (policy: Policy, lines: string): Promise<WriteOutcome> => {
    const end = metrics.writeSeconds.startTimer({ policy });
    try {
      // Both in one turn, so that a flush sends these lines and no others.
      apis[policy].writeRecord(lines);
      await apis[policy].flush();
      return { ok: true };
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal) return refusal;
      throw error;
    } finally {
      end();
    }
  };

  return {
    async write(policy, lines, points) {
      for (let attempt = 1; ; attempt++) {
        try {
          const outcome = await once(policy, lines);
          if (outcome.ok) metrics.points.inc({ policy }, points);
          return outcome;
        } catch (error) {
          // A stalled server holds its connections; the package leaves them open.
          if (error instanceof RequestTimedOutError) agent.destroy();
          if (attempt >= settings.attempts || !isPassing(error)) {
            metrics.failures.inc();
            throw explain(error, config);
          }
          metrics.retries.inc();
          await sleep(settings.retryMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
          if (isMissing(error)) await prepare();
        }
      }
    },
    close: () => agent.destroy(),
  };
}

/** Batching, retries and timers of the package stay off: they would report as written what is not. */
function createApi(
  client: InfluxDB,
  { org, database }: InfluxConfig,
  { gzipBytes }: InfluxSettings,
  { writePath }: Pick<ServerVersion, 'writePath'>,
  policy: Policy,
): WriteApi {
  const api = client.getWriteApi(org ?? '', `${database}/${policy}`, 'ms', {
    batchSize: 2,
    maxBatchBytes: Number.MAX_SAFE_INTEGER,
    flushInterval: 0,
    maxRetries: 0,
    gzipThreshold: gzipBytes,
    // Answered, the package neither retries nor writes to the console.
    writeFailed: (error) => Promise.reject(error),
  });
  if (writePath === '/write') {
    api.path = `/write?${new URLSearchParams({ db: database, rp: policy, precision: 'ms' })}`;
  }
  return api;
}

/** Only the lines are to blame: asking again would change nothing. */
function refusalOf(error: unknown): WriteOutcome | undefined {
  if (!(error instanceof HttpError) || ![400, 413, 422].includes(error.statusCode)) return undefined;
  const detail = wordsOf(error);
  const dropped = /dropped=(\d+)/.exec(detail)?.[1];
  return { ok: false, detail, dropped: dropped === undefined ? undefined : Number(dropped) };
}

/** 1.x says it in `error`, later ones in `message`. */
function wordsOf(error: HttpError): string {
  const { error: said } = (error.json ?? {}) as { error?: unknown };
  return typeof said === 'string' ? said : error.message;
}

function isMissing(error: unknown): boolean {
  return error instanceof HttpError && /database not found|retention policy not found/.test(wordsOf(error));
}

function isPassing(error: unknown): boolean {
  if (error instanceof RequestTimedOutError) return false;
  return !(error instanceof HttpError) || error.statusCode >= 500 || error.statusCode === 429 || isMissing(error);
}

function explain(error: unknown, config: InfluxConfig): Error {
  const where = `InfluxDB at ${config.url}`;
  if (!(error instanceof HttpError)) {
    return new Error(`${where} is out of reach: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const denied = error.statusCode === 401 || error.statusCode === 403;
  const hint = denied ? `; ${credentialKeys(config)} must be allowed to write to "${config.database}"` : '';
  return new Error(`${where} takes nothing: ${wordsOf(error)}${hint}`, { cause: error });
}
