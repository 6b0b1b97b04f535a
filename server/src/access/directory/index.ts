// Owns the directory: accounts with their grants, and consents, in memory and in step with a database that other processes write too.
import { type Consent, type FieldGroup, type Grant, parseGrant, type Role } from '@takt/model/access';
import type { Kysely, Transaction } from 'kysely';
import type { Row, Schema } from '../../platform/database/index.ts';
import { createTurns } from '../../platform/in-turn.ts';
import { parseBureau } from '../consents/bureau.ts';

/** What of an account decides over what it may do, and what pages say of it; secrets are read where they are needed. */
export interface Account {
  id: string;
  login: string;
  name: string;
  language: string | null;
  state: Row<'users'>['state'];
  hasSecondFactor: boolean;
  provider: string | null;
  createdAt: number;
  lastSignInAt: number | null;
  lockedUntil: number | null;
  grants: readonly Grant[];
}

export interface Directory {
  account(id: string): Account | undefined;
  byLogin(login: string): Account | undefined;
  accounts(): Iterable<Account>;
  /** No account was ever made. */
  isEmpty(): boolean;
  consents(): Iterable<Consent & Pick<Row<'consents'>, 'granted_at' | 'granted_by' | 'withdrawn_by'>>;
  consentsOf(enterprise: string): readonly Consent[];
  /**
   * Writers of all processes follow one another. What the work writes is known here when this resolves, and elsewhere a moment
   * later; an outcome that is a refusal writes nothing. Rejects where the database does not take it.
   */
  change<T extends { ok: boolean }>(work: (transaction: Transaction<Schema>) => Promise<T>): Promise<T>;
  /** Takes over what other processes wrote. Costs one row where they wrote nothing. */
  refresh(): Promise<void>;
  /** Told after anything changed, by whichever process. */
  onChange(listener: () => void): () => void;
}

type KnownConsent = Consent & Pick<Row<'consents'>, 'granted_at' | 'granted_by' | 'withdrawn_by'>;

interface Known {
  revision: number;
  accounts: ReadonlyMap<string, Account>;
  byLogin: ReadonlyMap<string, Account>;
  consents: readonly KnownConsent[];
  byEnterprise: ReadonlyMap<string, readonly Consent[]>;
}

/** `onWritten`: called after every write this process made, so that others may be told to refresh. */
export async function openDirectory(db: Kysely<Schema>, onWritten: () => void): Promise<Directory> {
  let known = await read(db);
  const listeners = new Set<() => void>();
  const inTurn = createTurns();

  function arrive(next: Known): void {
    known = next;
    for (const listener of listeners) listener();
  }

  async function change<T extends { ok: boolean }>(work: (transaction: Transaction<Schema>) => Promise<T>): Promise<T> {
    const transaction = await db.startTransaction().execute();
    try {
      await transaction
        .updateTable('access_revision')
        .set((e) => ({ revision: e('revision', '+', 1) }))
        .execute();
      const outcome = await work(transaction);
      if (!outcome.ok) {
        await transaction.rollback().execute();
        return outcome;
      }
      await transaction.commit().execute();
      arrive(await read(db));
      onWritten();
      return outcome;
    } catch (error) {
      if (!transaction.isCommitted && !transaction.isRolledBack)
        await transaction
          .rollback()
          .execute()
          .catch(() => undefined);
      throw error;
    }
  }

  return {
    account: (id) => known.accounts.get(id),
    byLogin: (login) => known.byLogin.get(login),
    accounts: () => known.accounts.values(),
    isEmpty: () => known.accounts.size === 0,
    consents: () => known.consents,
    consentsOf: (enterprise) => known.byEnterprise.get(enterprise) ?? [],
    change: (work) => inTurn(() => change(work)),
    refresh: () =>
      inTurn(async () => {
        const { revision } = await db.selectFrom('access_revision').select('revision').executeTakeFirstOrThrow();
        if (revision !== known.revision) arrive(await read(db));
      }),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** One moment of it. */
function read(db: Kysely<Schema>): Promise<Known> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      const { revision } = await transaction.selectFrom('access_revision').select('revision').executeTakeFirstOrThrow();
      const users = await transaction.selectFrom('users').selectAll().execute();
      const grants = await transaction.selectFrom('grants').selectAll().execute();
      const consents = (await transaction.selectFrom('consents').selectAll().execute()).map(consentFrom);
      const grantsOf = Map.groupBy(grants, (row) => row.user_id);
      const accounts = users.map((row) => accountFrom(row, grantsOf.get(row.id) ?? []));
      return {
        revision,
        accounts: new Map(accounts.map((account) => [account.id, account])),
        byLogin: new Map(accounts.map((account) => [account.login, account])),
        consents,
        byEnterprise: Map.groupBy(consents, (consent) => consent.enterprise),
      };
    });
}

export function accountFrom(row: Row<'users'>, grants: readonly Row<'grants'>[]): Account {
  return {
    id: row.id,
    login: row.login,
    name: row.name,
    language: row.language,
    state: row.state,
    hasSecondFactor: row.totp_confirmed_at !== null,
    provider: row.provider,
    createdAt: row.created_at,
    lastSignInAt: row.last_sign_in_at,
    lockedUntil: row.locked_until,
    grants: grants.map(({ role, scope }) => parseGrant({ role: role as Role, scope })),
  };
}

function consentFrom(row: Row<'consents'>): KnownConsent {
  return {
    id: row.id,
    enterprise: row.enterprise,
    bureau: parseBureau(row.bureau),
    groups: JSON.parse(row.groups) as FieldGroup[],
    purpose: row.purpose,
    from: row.from_at,
    until: row.until_at,
    withdrawnAt: row.withdrawn_at,
    granted_at: row.granted_at,
    granted_by: row.granted_by,
    withdrawn_by: row.withdrawn_by,
  };
}
