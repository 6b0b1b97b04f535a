// Owns reaching PostgreSQL at start: a server that is not up yet is waited for, what no waiting mends is refused at once.
import { Client, type ClientConfig } from 'pg';
import type { Log } from '../../../log/index.ts';
import { connectionConfig } from './pool.ts';
import type { PostgresSettings } from './settings.ts';

const pauseMs = 500;
/** Node's codes of a network that may come up. */
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);
/** SQLSTATE of a server that starts or ends (57P), breaks connections (08) or has no room for one more (53). */
const passingStates = /^(57P|08|53)/;
/** What pg says without a code when nobody answers. */
const silence = /^(timeout expired|Connection terminated)/;

/** Rejects with a message for the operator that names the key and never shows the password. */
export async function reachServer(url: string, settings: PostgresSettings, log: Log): Promise<void> {
  const config = connectionConfig(url, settings);
  const shown = withoutSecrets(url);
  const deadline = performance.now() + settings.startTimeoutMs;
  for (let waited = false; ; waited = true) {
    const failure = await attempt(config);
    if (failure === undefined) return;
    if (!isPassing(failure)) throw refusal(shown, 'cannot be used', failure);
    if (performance.now() >= deadline) {
      throw refusal(shown, `was out of reach for ${Math.round(settings.startTimeoutMs / 1000)} s`, failure);
    }
    if (!waited)
      log.warn({ database: shown, reason: reasonOf(failure) }, 'the database is out of reach; waiting for it');
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

async function attempt(config: ClientConfig): Promise<unknown> {
  let client: Client | undefined;
  try {
    client = new Client(config);
    client.on('error', () => {});
    await client.connect();
    const { rows } = await client.query<{ server_encoding: string }>('show server_encoding');
    const encoding = rows[0]?.server_encoding;
    return encoding === 'UTF8' ? undefined : new Error(`its encoding is ${encoding}, which must be UTF8`);
  } catch (error) {
    return error;
  } finally {
    await client?.end().catch(() => undefined);
  }
}

function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  if (code === undefined) return error instanceof Error && silence.test(error.message);
  return networkCodes.has(code) || passingStates.test(code);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** Where several addresses were tried, the error says nothing but its code. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message || codeOf(error) || 'no reason given';
}

function refusal(shown: string, what: string, error: unknown): Error {
  return new Error(`TAKT_DATABASE_URL ${shown} ${what}: ${reasonOf(error)}`);
}

/** Parameters go too: pg takes a password there as well. */
function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return '(no valid URL)';
  const { protocol, username, host, pathname } = new URL(url);
  return `${protocol}//${username ? `${username}@` : ''}${host}${pathname}`;
}
