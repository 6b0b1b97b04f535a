// Owns the credentials as commands change them: in the database, from which a running server takes them over within seconds.
import { type DeviceCredentials, openDeviceCredentials } from '../../devices/credentials/index.ts';
import { createAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { createLog } from '../../platform/log/index.ts';
import type { Outcome } from '../../platform/outcome.ts';
import type { Cli } from '../cli.ts';
import { configFrom } from '../installation/config.ts';
import { openRegistry, registryAuthority } from '../installation/parts.ts';

export interface Opened extends DeviceCredentials {
  db: Database['db'];
}

export async function withCredentials<T>(
  { environment, clock }: Cli,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const config = configFrom(environment);
  const database = await openRegistry(config);
  try {
    const { db } = database;
    const rows = await db.selectFrom('sites').select(['code', 'enterprise']).execute();
    const sites = rows.map(({ code }) => code);
    const enterprises = new Map(rows.map(({ code, enterprise }) => [`site:${code}`, enterprise]));
    const audit = createAudit(clock, (scope) => enterprises.get(scope));
    const credentials = await openDeviceCredentials({
      db,
      clock,
      log: createLog({ level: 'silent' }),
      sites: () => sites,
      authority: registryAuthority(config),
      audit: (entry, transaction) => audit(transaction, entry),
      broker: config.mqtt.dynamicSecurityUrl !== undefined,
    });
    try {
      return await work({ ...credentials, db });
    } finally {
      await credentials.close();
    }
  } finally {
    await database.close();
  }
}

/** What was answered; throws with what was refused and why. */
export function granted<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  const { detail, errors = [] } = outcome.refusal;
  throw new Error(`${detail}${errors.map(({ field, reason }) => `\n  ${field} ${reason}`).join('')}`);
}
