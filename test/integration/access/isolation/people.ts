// Owns people of a random installation: made with roles over parts of it, written into the database, signed in.
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type Permission, policy } from '@takt/model/access';
import { createPasswordHasher } from '../../../../server/src/access/passwords/hash.ts';
import type { Database } from '../../../../server/src/platform/database/index.ts';
import type { Held, Over, Person } from './knowledge.ts';
import { mark, type Node, within } from './marks.ts';
import type { PersonShape } from './shapes.ts';

const password = 'the same for everybody here 9';
const hashed = createPasswordHasher({ memory: 64, passes: 1, parallelism: 1 }).hash(password);

export type NewPerson = Omit<Person, 'headers'> & { secret: string };

export function makePerson(shape: PersonShape, nodes: readonly Node[], districts: readonly string[]): NewPerson {
  const id = randomUUID();
  const grants = new Map<string, Held>();
  for (const { role, which } of shape.grants) {
    const choices = policy[role].over.flatMap((level): Over[] => {
      if (level === 'platform') return [{ level }];
      if (level === 'district') return districts.map((code) => ({ level, code }));
      return nodes.filter((node) => node.level === level);
    });
    const over = choices[which % choices.length];
    if (over) grants.set(`${role} ${scopeOf(over)}`, { role, over });
  }
  const held = [...grants.values()];
  const login = `p-${mark({ kind: 'person', id })}`;
  const secret = `takt_${randomBytes(32).toString('base64url')}`;
  return { id, login, grants: held, token: shape.token && tokenOf(shape.token, held), secret };
}

/** Narrowed to a part of what one of the roles is over. */
function tokenOf(
  { permissions, narrow, which }: NonNullable<PersonShape['token']>,
  grants: readonly Held[],
): Person['token'] {
  const parts = grants.flatMap(({ over }) =>
    'children' in over ? within(over).filter(({ level }) => level !== 'machine') : [],
  );
  const over = narrow ? parts[which % Math.max(1, parts.length)] : undefined;
  return { permissions: permissions as Permission[], over: over ?? null };
}

export function scopeOf(over: Over): string {
  return over.level === 'platform' ? over.level : `${over.level}:${over.code}`;
}

export async function writePerson(db: Database['db'], { id, login, grants, token, secret }: NewPerson): Promise<void> {
  const now = Date.now();
  const state = 'active' as const;
  await db
    .insertInto('users')
    .values({ id, login, name: `Name ${login}`, state, created_at: now, password_hash: await hashed })
    .execute();
  const by = { granted_at: now, granted_by: 'test' };
  const rows = grants.map(({ role, over }) => ({ user_id: id, role, scope: scopeOf(over), ...by }));
  if (rows.length > 0) await db.insertInto('grants').values(rows).execute();
  if (!token) return;
  await db
    .insertInto('api_tokens')
    .values({
      id: randomUUID(),
      user_id: id,
      token_hash: createHash('sha256').update(secret).digest('hex'),
      name: `Token ${mark({ kind: 'person', id })}`,
      start: secret.slice(0, 9),
      permissions: JSON.stringify(token.permissions),
      scope: token.over && scopeOf(token.over),
      created_at: now,
      last_used_at: null,
      expires_at: now + 86_400_000,
    })
    .execute();
}

export async function signIn(url: string, { secret, ...person }: NewPerson): Promise<Person> {
  if (person.token) return { ...person, headers: { authorization: `Bearer ${secret}` } };
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ login: person.login, password }),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (!answer.ok || !cookie) throw new Error(`signing in answered ${answer.status}: ${await answer.text()}`);
  return { ...person, headers: { cookie, origin: url } };
}
