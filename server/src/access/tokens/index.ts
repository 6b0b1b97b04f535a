// Owns API tokens: made by an account for a program, found by their secret.
import type { Kysely } from 'kysely';
import type { Row, Schema } from '../../platform/database/index.ts';
import { hashOf } from '../secret-text.ts';

/** What every token begins with, so that one that got out is recognised as one. */
export const tokenPrefix = 'takt_';

export type ApiToken = Row<'api_tokens'>;

export interface Tokens {
  /** The token, where it is not over. */
  find(secret: string): Promise<ApiToken | undefined>;
}

export function createTokens({ db, clock }: { db: Kysely<Schema>; clock: () => number }): Tokens {
  return {
    async find(secret) {
      const token = await db
        .selectFrom('api_tokens')
        .selectAll()
        .where('token_hash', '=', hashOf(secret))
        .executeTakeFirst();
      return token && clock() < token.expires_at ? token : undefined;
    },
  };
}
