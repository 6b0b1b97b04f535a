// Owns the hashes of passwords: argon2id (RFC 9106), written as PHC strings, a few at a time.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Outcome } from '../../platform/outcome.ts';

/** OWASP Password Storage Cheat Sheet: 19 MiB (in KiB here), 2 passes, 1 lane. */
const recommended = { memory: 19_456, passes: 2, parallelism: 1 };
const tagBytes = 32;
const saltBytes = 16;
/** Each takes 19 MiB and a core for some 30 ms: a flood of sign-ins must not take all of either. */
const atOnce = 2;
const waitAtMost = 100;

export interface PasswordHasher {
  /** Rejects where too many wait already; see {@link whenFree}. */
  hash(password: string): Promise<string>;
  /** With `undefined` it takes as long, and is false: whether an account exists cannot be told from the time. */
  verify(password: string, hash: string | null | undefined): Promise<boolean>;
  /** Whether it was made with less work than is asked for today: whoever has the password just now makes it again. */
  isWeak(hash: string): boolean;
}

class BusyError extends Error {}

/** Work with passwords, refused where too many wait already. */
export async function whenFree<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BusyError)) throw error;
    return { ok: false, refusal: { kind: 'unavailable', detail: error.message, retryAfterMs: 2000 } };
  }
}

export function createPasswordHasher(parameters: Cost = recommended): PasswordHasher {
  const inTurn = createTurns();
  const decoy = `$argon2id$v=19$m=${parameters.memory},t=${parameters.passes},p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
  return {
    hash: (password) =>
      inTurn(async () => {
        const salt = randomBytes(saltBytes);
        const { memory, passes, parallelism } = parameters;
        const tag = await derive(password, { salt, ...parameters, tagBytes });
        return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encode(salt)}$${encode(tag)}`;
      }),
    verify: (password, hash) =>
      inTurn(async () => {
        const known = parse(hash ?? decoy);
        if (!known) return false;
        const tag = await derive(password, { ...known, tagBytes: known.tag.length });
        return timingSafeEqual(tag, known.tag) && hash !== null && hash !== undefined;
      }),
    isWeak(hash) {
      const known = parse(hash);
      return !known || known.memory < parameters.memory || known.passes < parameters.passes;
    },
  };
}

function createTurns() {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (waiting.length >= waitAtMost) throw new BusyError('too many passwords are being checked');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

/** Of one hash; memory in KiB. */
export interface Cost {
  memory: number;
  passes: number;
  parallelism: number;
}

interface Derivation extends Cost {
  salt: Buffer;
  tagBytes: number;
}

function derive(password: string, { salt, tagBytes: tagLength, ...cost }: Derivation): Promise<Buffer> {
  // One way to write what looks the same, whatever keyboard it comes from (RFC 8265 §4.2).
  const message = Buffer.from(password.normalize('NFC'));
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce: salt, tagLength, ...cost }, (error, tag) =>
      error ? reject(error) : resolve(Buffer.from(tag)),
    );
  });
}

function parse(text: string) {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(text);
  if (!match) return undefined;
  const [, memory, passes, parallelism, salt = '', tag = ''] = match;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
