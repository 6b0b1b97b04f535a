// Owns the file Mosquitto's dynamic-security plugin starts from, with every credential: for a broker that lost its own, or is new.
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Schema } from '../../../platform/database/index.ts';
import { type CredentialRow, writtenSince } from '../repository.ts';
import { brokerIterations } from '../secret.ts';
import { aclsOf, everybody, isOurs, roleOf } from './rights.ts';
import { isLive, type Target, targetOf, termsOf } from './target.ts';

/** Whatever else the plugin keeps is passed on as it is. */
export const brokerFileSchema = z.looseObject({
  clients: z.array(z.looseObject({ username: z.string(), textdescription: z.string().optional() })),
  roles: z.array(z.looseObject({ rolename: z.string() })),
});
export type BrokerFile = z.output<typeof brokerFileSchema>;

/** `base` with the credentials there are now in place of those it holds; what else it holds stays. */
export async function brokerFile(db: Kysely<Schema>, base: BrokerFile, now: number): Promise<BrokerFile> {
  const rows = (await writtenSince(db, -1)).filter((row) => isLive(row, now));
  const roles = rows.map((row) => ({ rolename: roleOf(row.username), acls: aclsOf(row) }));
  const replaced = new Set([everybody.rolename, ...roles.map(({ rolename }) => rolename)]);
  return {
    ...base,
    clients: [
      ...base.clients.filter(({ textdescription }) => !isOurs(textdescription)),
      ...rows.map((row) => targetOf(row, undefined, now)).flatMap(clientsOf),
    ],
    roles: [...base.roles.filter(({ rolename }) => !replaced.has(rolename)), everybody, ...roles],
  };
}

function clientsOf(target: Target): BrokerFile['clients'] {
  return target.clients.map(({ username }) => ({ username, ...termsOf(target), ...proofOf(target.row) }));
}

/** As the plugin keeps a password itself. */
function proofOf({ broker_hash: password, broker_salt: salt }: CredentialRow) {
  return password === null ? {} : { password, salt, iterations: brokerIterations };
}
