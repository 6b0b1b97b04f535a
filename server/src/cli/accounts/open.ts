// Owns opening accounts for a command: on the database itself, whoever else has it open; a running server hears of it a moment later.
import { parseScope } from '@takt/model/plant';
import { districtNames } from '@takt/model/regions';
import type { Account, Directory } from '../../access/directory/index.ts';
import { openDirectory } from '../../access/directory/index.ts';
import type { UsersParts } from '../../access/users/index.ts';
import { openPlant } from '../../plant/index.ts';
import { createAudit } from '../../platform/audit/index.ts';
import type { Refusal } from '../../platform/outcome.ts';
import { readRegions } from '../../region/index.ts';
import type { Cli } from '../cli.ts';
import { configFrom } from '../installation/config.ts';
import { openRegistry } from '../installation/parts.ts';

export async function withAccounts<T>(
  { environment, clock }: Cli,
  work: (parts: UsersParts) => Promise<T>,
): Promise<T> {
  const config = configFrom(environment);
  const names = districtNames(await readRegions(config.regionsFile));
  const database = await openRegistry(config);
  try {
    const { db } = database;
    const directory = await openDirectory(db, () => {});
    const plant = await openPlant({ db, audit: createAudit(clock), names });
    const audit = createAudit(clock, (scope) => plant.placeOf(parseScope(scope))?.enterprise);
    return await work({ directory, plant, audit, clock });
  } finally {
    await database.close();
  }
}

/** Throws where there is none. */
export function accountOf(directory: Directory, login: string): Account {
  const account = directory.byLogin(login.trim().normalize('NFKC').toLowerCase());
  if (!account) throw new Error(`there is no account "${login}"`);
  return account;
}

/** What was refused, for a person. */
export function errorOf({ detail, errors = [] }: Refusal): Error {
  return new Error(detail + errors.map(({ field, reason }) => `\n  ${field} ${reason}`).join(''));
}
