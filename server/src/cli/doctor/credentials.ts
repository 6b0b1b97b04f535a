// Owns the check of what devices and secrets hang on: the authority, the secret key, and credentials the broker is still to be told of.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { findAuthority } from '../../devices/credentials/authority/index.ts';
import { countPending } from '../../devices/credentials/repository.ts';
import { parseSecretKey } from '../../platform/secrets/index.ts';
import { openRegistryAsIs, registryAuthority, registryFile } from '../installation/parts.ts';
import { counted } from '../terminal/text.ts';
import type { Check, Finding } from './check.ts';

const dayMs = 86_400_000;
/** Every device with a certificate has to be visited before. */
const warnDays = 60;

export function credentialsCheck(config: Config, clock: () => number): Check {
  return {
    part: 'credentials',
    hint: 'see docs/OPERATIONS.md, Devices, and Secrets and certificates',
    async run() {
      const found = [await authorityOf(config, clock()), secretKeyOf(config), await pendingOf(config)];
      const worst =
        found.find(({ verdict }) => verdict === 'fail') ?? found.find(({ verdict }) => verdict === 'warn') ?? found[0];
      return { ...(worst as Finding), detail: found.map(({ detail }) => detail).join(', ') };
    },
  };
}

async function authorityOf(config: Config, now: number): Promise<Finding> {
  const authority = await findAuthority({ clock: () => now, source: registryAuthority(config) });
  if (!authority) return { verdict: 'ok', detail: 'no authority yet' };
  const days = Math.floor((authority.expiresAt - now) / dayMs);
  const detail = `authority until ${new Date(authority.expiresAt).toISOString().slice(0, 10)}`;
  if (days < 0) return { verdict: 'fail', detail, hint: 'the authority of devices has expired: make another' };
  if (days < warnDays) return { verdict: 'warn', detail, hint: `the authority of devices ends in ${days} days` };
  return { verdict: 'ok', detail };
}

function secretKeyOf({ secretKey, dataDirectory }: Config): Finding {
  if (secretKey !== undefined) return { verdict: 'ok', detail: 'secret key given' };
  const file = join(dataDirectory, 'secret.key');
  if (!existsSync(file)) return { verdict: 'ok', detail: 'no secret key yet' };
  if (parseSecretKey(readFileSync(file, 'utf8').trim())) return { verdict: 'ok', detail: 'secret key readable' };
  return {
    verdict: 'fail',
    detail: `${file} holds no key`,
    hint: 'bring secret.key back from where you keep its copy',
  };
}

async function pendingOf(config: Config): Promise<Finding> {
  if (config.databaseUrl === undefined && !existsSync(join(config.dataDirectory, registryFile)))
    return { verdict: 'ok', detail: 'none issued' };
  // A database that is away is said by the check of the database.
  const database = await openRegistryAsIs(config).catch(() => undefined);
  if (!database) return { verdict: 'ok', detail: 'how many wait for the broker is not known' };
  try {
    const tables = await database.migrations.list();
    if (tables.some(({ appliedAt }) => appliedAt === undefined))
      return { verdict: 'ok', detail: 'tables not up to date' };
    const pending = await countPending(database.db);
    if (pending === 0) return { verdict: 'ok', detail: 'none waits for the broker' };
    const detail = `${counted(pending, 'credential')} not yet at the broker`;
    return { verdict: 'warn', detail, hint: 'see the log of the server: why the broker is not told' };
  } finally {
    await database.close();
  }
}
