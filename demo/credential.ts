// Owns the credential of the demonstration's edge agent: made before the server starts, its password in a file only we can read.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DeviceCredentials, openDeviceCredentials } from '../server/src/devices/credentials/index.ts';
import { createAudit } from '../server/src/platform/audit/index.ts';
import { openDatabase } from '../server/src/platform/database/index.ts';
import { createLog } from '../server/src/platform/log/index.ts';

export interface AgentCredential {
  username: string;
  passwordFile: string;
}

/** Keeps what is there. While no server has the data directory. */
export async function prepareAgentCredential(data: string, site: string, name: string): Promise<AgentCredential> {
  const by = { actor: 'system', actorName: 'demonstration', address: null };
  const username = `${site}/${name}`;
  const passwordFile = join(data, 'agent.password');
  mkdirSync(data, { recursive: true });
  const database = await openDatabase({ path: join(data, 'takt.db') });
  try {
    const audit = createAudit(Date.now);
    const credentials = await openDeviceCredentials({
      db: database.db,
      clock: Date.now,
      log: createLog({ level: 'silent' }),
      // The plant file makes it when the server starts.
      sites: () => [site],
      authority: { directory: join(data, 'authority') },
      audit: (entry, transaction) => audit(transaction, entry),
    });
    try {
      const secret = await secretFor(credentials, { site, name, by }, existsSync(passwordFile));
      if (secret !== undefined) writeFileSync(passwordFile, `${secret}\n`, { mode: 0o600 });
    } finally {
      await credentials.close();
    }
  } finally {
    await database.close();
  }
  return { username, passwordFile };
}

type Place = Parameters<DeviceCredentials['lifecycle']['revoke']>[0];

/** Undefined: the one in the file is good. */
async function secretFor({ lifecycle }: DeviceCredentials, place: Place, kept: boolean): Promise<string | undefined> {
  const issued = await lifecycle.issue(place, { kind: 'node', method: 'password' });
  if (!issued.ok && kept) return undefined;
  const outcome = issued.ok ? issued : await lifecycle.rotate(place, { overlapHours: 0 });
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  if (outcome.value.method !== 'password') throw new Error(`${place.site}/${place.name} has a certificate`);
  return outcome.value.secret;
}
