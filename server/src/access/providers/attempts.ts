// Owns sign-ins that are on their way through a provider: tied to the browser that began them, used once, ten minutes at most.
import type { Kysely } from 'kysely';
import type { Schema } from '../../platform/database/index.ts';
import type { Effects } from '../../platform/outcome.ts';
import { createSecret, hashOf } from '../secret-text.ts';

export const attemptCookie = 'takt_provider';
const validMs = 10 * 60_000;

export interface Attempt {
  provider: string;
  state: string;
  nonce: string;
  verifier: string;
  to: string | null;
}

export function createAttempts(db: Kysely<Schema>, clock: () => number) {
  return {
    async begin({ provider, state, nonce, verifier, to }: Attempt): Promise<Effects> {
      const browser = createSecret();
      await db.deleteFrom('provider_attempts').where('expires_at', '<', clock()).execute();
      await db
        .insertInto('provider_attempts')
        .values({
          state_hash: hashOf(state),
          provider,
          nonce,
          verifier,
          browser_hash: hashOf(browser),
          to_path: to,
          expires_at: clock() + validMs,
        })
        .execute();
      return { cookies: [{ name: attemptCookie, value: browser, maxAgeMs: validMs }] };
    },
    /** Whatever comes of it, it is used up. Undefined: not begun by this browser, or over. */
    async take(provider: string, state: string | undefined, browser: string | undefined): Promise<Attempt | undefined> {
      if (state === undefined || browser === undefined) return undefined;
      const row = await db
        .deleteFrom('provider_attempts')
        .where('state_hash', '=', hashOf(state))
        .where('browser_hash', '=', hashOf(browser))
        .where('provider', '=', provider)
        .returningAll()
        .executeTakeFirst();
      if (!row || row.expires_at < clock()) return undefined;
      return { provider, state, nonce: row.nonce, verifier: row.verifier, to: row.to_path };
    },
  };
}
