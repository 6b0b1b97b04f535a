// Owns the migration for access: accounts, grants, sessions, tokens, consents, disclosures.
import type { CreateTableBuilder, Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../engine.ts';

type Tables = Kysely<unknown>;

export function access(engine: Engine): Migration {
  return {
    async up(db: Tables) {
      await createAccounts(db, engine);
      await createSessions(db, engine);
      await createTokens(db, engine);
      await createConsents(db, engine);
      await db.schema
        .createTable('access_revision')
        .addColumn('id', 'integer', (c) => c.primaryKey())
        .addColumn('revision', engine.moment, (c) => c.notNull())
        .execute();
      await (db as Kysely<{ access_revision: { id: number; revision: number } }>)
        .insertInto('access_revision')
        .values({ id: 1, revision: 0 })
        .execute();
    },
  };
}

const text = <T extends string, C extends string>(table: CreateTableBuilder<T, C>, ...names: string[]) =>
  names.reduce<CreateTableBuilder<string, string>>(
    (so, name) => so.addColumn(name, 'text', (c) => c.notNull()),
    table as unknown as CreateTableBuilder<string, string>,
  );

async function createAccounts(db: Tables, { moment }: Engine): Promise<void> {
  const users = db.schema.createTable('users').addColumn('id', 'text', (c) => c.primaryKey());
  await text(users, 'login', 'name', 'state')
    .addColumn('language', 'text')
    .addColumn('password_hash', 'text')
    .addColumn('totp_secret', 'text')
    .addColumn('totp_confirmed_at', moment)
    .addColumn('totp_last_step', moment)
    .addColumn('provider', 'text')
    .addColumn('provider_subject', 'text')
    .addColumn('created_at', moment, (c) => c.notNull())
    .addColumn('last_sign_in_at', moment)
    .addColumn('failures', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('locked_until', moment)
    .addUniqueConstraint('users_login', ['login'])
    .addUniqueConstraint('users_provider', ['provider', 'provider_subject'])
    .execute();
  await text(db.schema.createTable('recovery_codes'), 'user_id', 'hash')
    .addColumn('used_at', moment)
    .addPrimaryKeyConstraint('recovery_codes_pk', ['user_id', 'hash'])
    .execute();
  await text(db.schema.createTable('grants'), 'user_id', 'role', 'scope', 'granted_by')
    .addColumn('granted_at', moment, (c) => c.notNull())
    .addPrimaryKeyConstraint('grants_pk', ['user_id', 'role', 'scope'])
    .execute();
  // One row, from the first start until the first account is made.
  await db.schema
    .createTable('setup')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('token_hash', 'text', (c) => c.notNull())
    .addColumn('created_at', moment, (c) => c.notNull())
    .execute();
}

async function createSessions(db: Tables, { moment }: Engine): Promise<void> {
  const sessions = db.schema.createTable('sessions').addColumn('id', 'text', (c) => c.primaryKey());
  await text(sessions, 'user_id', 'token_hash', 'address', 'user_agent', 'method')
    .addColumn('previous_hash', 'text')
    .addColumn('previous_until', moment)
    .addColumn('created_at', moment, (c) => c.notNull())
    .addColumn('rotated_at', moment, (c) => c.notNull())
    .addColumn('last_seen_at', moment, (c) => c.notNull())
    .addColumn('idle_expires_at', moment, (c) => c.notNull())
    .addColumn('expires_at', moment, (c) => c.notNull())
    .addUniqueConstraint('sessions_token', ['token_hash'])
    .execute();
  await db.schema.createIndex('sessions_user').on('sessions').column('user_id').execute();
  await db.schema.createIndex('sessions_previous').on('sessions').column('previous_hash').execute();
  // Links to set a password, and tickets of sign-ins that still need the second factor.
  await text(db.schema.createTable('links'), 'token_hash', 'user_id', 'kind', 'created_by')
    .addColumn('expires_at', moment, (c) => c.notNull())
    .addPrimaryKeyConstraint('links_pk', ['token_hash'])
    .execute();
  await text(db.schema.createTable('tickets'), 'token_hash', 'user_id', 'method')
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('expires_at', moment, (c) => c.notNull())
    .addPrimaryKeyConstraint('tickets_pk', ['token_hash'])
    .execute();
  await text(db.schema.createTable('provider_attempts'), 'state_hash', 'provider', 'nonce', 'verifier', 'browser_hash')
    .addColumn('to_path', 'text')
    .addColumn('expires_at', moment, (c) => c.notNull())
    .addPrimaryKeyConstraint('provider_attempts_pk', ['state_hash'])
    .execute();
}

async function createTokens(db: Tables, { moment }: Engine): Promise<void> {
  const tokens = db.schema.createTable('api_tokens').addColumn('id', 'text', (c) => c.primaryKey());
  await text(tokens, 'user_id', 'token_hash', 'name', 'start', 'permissions')
    .addColumn('scope', 'text')
    .addColumn('created_at', moment, (c) => c.notNull())
    .addColumn('last_used_at', moment)
    .addColumn('expires_at', moment, (c) => c.notNull())
    .addUniqueConstraint('api_tokens_token', ['token_hash'])
    .execute();
  await db.schema.createIndex('api_tokens_user').on('api_tokens').column('user_id').execute();
}

async function createConsents(db: Tables, engine: Engine): Promise<void> {
  const { moment } = engine;
  const consents = db.schema.createTable('consents').addColumn('id', 'text', (c) => c.primaryKey());
  await text(consents, 'enterprise', 'bureau', 'groups', 'purpose', 'granted_by')
    .addColumn('from_at', moment, (c) => c.notNull())
    .addColumn('until_at', moment, (c) => c.notNull())
    .addColumn('granted_at', moment, (c) => c.notNull())
    .addColumn('withdrawn_at', moment)
    .addColumn('withdrawn_by', 'text')
    .execute();
  const disclosures = db.schema
    .createTable('disclosures')
    .addColumn('id', engine.rowNumber, (c) => engine.identity(c))
    .addColumn('at', moment, (c) => c.notNull());
  await text(disclosures, 'enterprise', 'consent', 'bureau', 'actor', 'actor_name', 'permission', 'action', 'scope')
    .addColumn('from_at', moment)
    .addColumn('to_at', moment)
    .addColumn('count', 'integer', (c) => c.notNull())
    .addColumn('last_at', moment, (c) => c.notNull())
    .execute();
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(name).on('disclosures').columns(columns).execute();
  await index('disclosures_enterprise', ['enterprise', 'id']);
  await index('disclosures_bureau', ['bureau', 'id']);
  await index('disclosures_consent', ['consent']);
}
