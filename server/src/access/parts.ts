// Owns what access is opened with, and what its parts are made of.
import type { Place } from '@takt/model/access';
import type { Scope } from '@takt/model/plant';
import type { Kysely } from 'kysely';
import type { AppendAudit } from '../platform/audit/index.ts';
import type { Counters } from '../platform/counters/port.ts';
import type { Schema } from '../platform/database/index.ts';
import type { Log } from '../platform/log/index.ts';
import type { Metrics } from '../platform/metrics/index.ts';
import type { Secrets } from '../platform/secrets/index.ts';
import type { Directory } from './directory/index.ts';
import type { Cost, PasswordHasher } from './passwords/hash.ts';
import type { ProviderConfig } from './providers/config.ts';
import type { SecondFactor } from './second-factor/index.ts';
import type { Sessions } from './sessions/index.ts';
import type { Attempts } from './sign-in/attempts.ts';
import type { CompleteSignIn } from './sign-in/complete.ts';
import type { SignInEnd } from './sign-in/metrics.ts';
import type { Tokens } from './tokens/index.ts';

export interface AccessOptions {
  db: Kysely<Schema>;
  plant: { placeOf(scope: Scope): Place | undefined; name(level: Scope['level'], code: string): string | undefined };
  audit: AppendAudit;
  clock: () => number;
  log: Log;
  metrics: Metrics;
  secrets: Secrets;
  /** What limits on tries are counted with; shared where there are many processes. */
  counters: Counters;
  /** Whether others do the same work: a link for the first account that one of them has said stays good. */
  manyProcesses: boolean;
  /** Of hashes of passwords; absent: as recommended. */
  passwordCost?: Cost;
  /** Token of the link for the first account, where the operator has given one; absent: it is made and said in the log. */
  setupToken: string | undefined;
  /** Identity providers people may sign in at. */
  providers: readonly ProviderConfig[];
  /** Where the pages are, for links in the log and the way back from providers. */
  publicUrl: () => string;
  /** Requests an API token may make in a minute, per process. Default 600. */
  tokenRequestsPerMinute?: number | undefined;
  /** Called after every write, so that other processes may be told to refresh. */
  onWritten?: () => void;
}

/** What the parts of access are made of. */
export interface AccessParts extends AccessOptions {
  directory: Directory;
  sessions: Sessions;
  tokens: Tokens;
  passwords: PasswordHasher;
  secondFactor: SecondFactor;
  attempts: Attempts;
  /** The end of every sign-in, in a transaction of the directory. */
  complete: CompleteSignIn;
  /** Counts how a sign-in ended. */
  onSignIn: (end: SignInEnd) => void;
}
