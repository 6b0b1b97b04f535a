// Owns trying to get in: how often it may be tried, by address, by account and by browser, and that each refusal is told of.
import type { Kysely } from 'kysely';
import type { AppendAudit } from '../../platform/audit/index.ts';
import type { Caller } from '../../platform/caller.ts';
import type { Counted, Counters } from '../../platform/counters/port.ts';
import type { Row, Schema } from '../../platform/database/index.ts';
import type { Log } from '../../platform/log/index.ts';
import { done, type Outcome, type Refusal } from '../../platform/outcome.ts';
import type { Directory } from '../directory/index.ts';
import { whenFree } from '../passwords/hash.ts';
import { placeOf } from './address.ts';
import { type Devices, deviceCookie } from './devices.ts';
import { countFailure, countFailureOfNobody, createDecoys } from './lock.ts';
import { foldLogin } from './login.ts';
import { createRefusals } from './refusals.ts';
import { createTurns } from './turns.ts';

/** Failures from one address; a whole plant may come from one. */
const ofAddress = { most: 30, windowMs: 10 * 60_000 };
/** Failures of a browser the account was signed in with before. */
const ofDevice = { most: 10, windowMs: 15 * 60_000 };
/** Failures of somebody signed in who is asked for the password again. */
const ofOneself = { most: 10, windowMs: 15 * 60_000 };

interface AttemptParts {
  db: Kysely<Schema>;
  directory: Pick<Directory, 'change'>;
  counters: Counters;
  audit: AppendAudit;
  devices: Devices;
  clock: () => number;
  log: Log;
  /** Told how each try to sign in ended. */
  onEnd: (outcome: 'refused' | 'limited' | 'locked') => void;
}

export interface Try {
  caller: Caller;
  action: string;
  /** As typed, or of the account that is known. */
  login: string;
}

export type User = Row<'users'>;

/** Whether a refusal means that what was given is wrong; others say nothing about it. */
function isWrong(outcome: Outcome<unknown>): boolean {
  return !outcome.ok && ['unauthorized', 'forbidden', 'not_found'].includes(outcome.refusal.kind);
}

function tooMany(retryAfterMs: number): Outcome<never> {
  const detail = 'too many failed tries; wait a little';
  return { ok: false, refusal: { kind: 'too_many_requests', detail, retryAfterMs } satisfies Refusal };
}

export function createAttempts(parts: AttemptParts) {
  const { db, directory, counters, audit, devices, clock, log, onEnd } = parts;
  const addresses = counters({ name: 'address', windowMs: ofAddress.windowMs });
  const known = counters({ name: 'device', windowMs: ofDevice.windowMs });
  const oneself = counters({ name: 'oneself', windowMs: ofOneself.windowMs });
  const decoys = createDecoys(counters);
  const turns = createTurns();
  const refusals = createRefusals(counters);

  async function tell(of: Try, reason: string): Promise<void> {
    const records = await refusals({ ...of, reason });
    if (records.length > 0) await db.transaction().execute((transaction) => audit(transaction, ...records));
  }

  /** Counted before the work, so that many at once are not one; taken back where nothing was wrong. */
  async function limited<T>(
    counter: ReturnType<Counters>,
    { key, most }: { key: string; most: number },
    steps: { work: () => Promise<Outcome<T>>; onLimit: (counted: Counted) => Promise<void> },
  ): Promise<Outcome<T>> {
    const counted = await counter.count(key);
    if (counted.count > most) {
      await steps.onLimit(counted);
      return tooMany(counted.endsInMs);
    }
    const outcome = await steps.work();
    if (!isWrong(outcome)) await counter.takeBack(key);
    return outcome;
  }

  async function locked(user: User | undefined, login: string): Promise<number> {
    if (!user) return decoys.lockedFor(login);
    return Math.max(0, (user.locked_until ?? 0) - clock());
  }

  async function fail(of: Try, user: User | undefined, isKnown: boolean): Promise<void> {
    if (!user) await decoys.fail(foldLogin(of.login));
    const records = await refusals({ ...of, reason: 'wrong' });
    const until = await db.transaction().execute(async (transaction) => {
      await audit(transaction, ...records);
      if (isKnown) return null;
      if (user) return countFailure(transaction, user, clock());
      await countFailureOfNobody(transaction);
      return null;
    });
    // Pages show it. Not waited for: how long an answer takes would tell that there is such an account.
    if (until !== null)
      directory
        .change(async () => done(undefined))
        .catch((error: unknown) => log.debug({ err: error }, 'a lock is not shown yet'));
  }

  return {
    /** Whatever is tried without an account, such as the token of a link: by address. */
    byAddress<T>(of: Try, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
      return limited(
        addresses,
        { key: placeOf(of.caller.address), most: ofAddress.most },
        {
          async work() {
            const outcome = await whenFree(work);
            if (isWrong(outcome)) await tell(of, 'wrong');
            return outcome;
          },
          onLimit: () => tell(of, 'limited'),
        },
      );
    },
    /**
     * A try at an account, which may not exist: by browser where the account was signed in with it before, otherwise by address,
     * and locked after failures. `work` is given the account as it is now, and answers `unauthorized` where something is wrong.
     */
    async byAccount<T>(of: Try, work: (user: User | undefined) => Promise<Outcome<T>>): Promise<Outcome<T>> {
      const login = foldLogin(of.login);
      const read = () => db.selectFrom('users').selectAll().where('login', '=', login).executeTakeFirst();
      const first = await read();
      const device = first && devices.known(of.caller.cookie(deviceCookie), first.id);
      const inTurn = async (): Promise<Outcome<T>> => {
        const user = await read();
        const lockMs = device === undefined ? await locked(user, login) : 0;
        if (lockMs > 0) {
          onEnd('locked');
          await tell(of, 'locked');
          return tooMany(lockMs);
        }
        const outcome = await whenFree(() => work(user));
        if (isWrong(outcome)) {
          onEnd('refused');
          await fail(of, user, device !== undefined);
        }
        return outcome;
      };
      const limit =
        device === undefined
          ? { key: placeOf(of.caller.address), most: ofAddress.most }
          : { key: device, most: ofDevice.most };
      return limited(device === undefined ? addresses : known, limit, {
        work: () => turns.take(`${login} ${device ?? ''}`, inTurn) ?? Promise.resolve(tooMany(1000)),
        async onLimit() {
          onEnd('limited');
          await tell(of, 'limited');
        },
      });
    },
    /** Somebody signed in gives the password, or a code, once more. */
    byOneself<T>(of: Try & { userId: string }, work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
      return limited(
        oneself,
        { key: of.userId, most: ofOneself.most },
        {
          async work() {
            const outcome = await whenFree(work);
            if (isWrong(outcome)) await tell(of, 'wrong');
            return outcome;
          },
          onLimit: () => tell(of, 'limited'),
        },
      );
    },
  };
}
export type Attempts = ReturnType<typeof createAttempts>;
