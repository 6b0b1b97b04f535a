// Owns the secrets of sessions: `<session>.<when>.<proof>`, so that the server knows its own, also old ones, and can give one again.
import { timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../../platform/secrets/index.ts';

export interface SessionSecrets {
  /** The same each time, for whoever has the key. `at`: when it came into force, epoch ms. */
  make(id: string, at: number): string;
  /** Undefined: not one this installation ever made. */
  read(secret: string): { id: string; at: number } | undefined;
}

const purpose = 'session';

export function createSessionSecrets(secrets: Pick<Secrets, 'proof'>): SessionSecrets {
  const make = (id: string, at: number) => {
    const claim = `${id}.${at.toString(36)}`;
    return `${claim}.${secrets.proof(claim, purpose)}`;
  };
  return {
    make,
    read(secret) {
      const [, id, when] = /^([0-9a-f-]{36})\.([0-9a-z]{1,10})\.[\w-]{43}$/.exec(secret) ?? [];
      if (id === undefined || when === undefined) return undefined;
      const at = Number.parseInt(when, 36);
      const genuine = Buffer.from(make(id, at));
      const given = Buffer.from(secret);
      return genuine.length === given.length && timingSafeEqual(genuine, given) ? { id, at } : undefined;
    },
  };
}
