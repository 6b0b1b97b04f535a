// Owns the administrator of a server under test: made at its first start with a setup token, signed in later; an API token for calls.
import type { Permission } from '@takt/model/access';
import { until } from './until.ts';

/** For `TAKT_SETUP_TOKEN`. */
export const setupToken = 'setup-token-of-servers-under-test';
export const administrator = {
  login: 'administrator',
  name: 'Administrator',
  password: 'correct horse battery staple 1',
};

const origin = (url: string) => ({ 'content-type': 'application/json', origin: url });

/** Cookie of a session of the administrator, whom it makes where there is none. `token`: of the link to do so. */
export async function signInAsAdministrator(url: string, token: string = setupToken): Promise<string> {
  const post = (path: string, body: object) =>
    fetch(`${url}/api/v1/${path}`, { method: 'POST', headers: origin(url), body: JSON.stringify(body) });
  const { needed } = (await (await fetch(`${url}/api/v1/setup`)).json()) as { needed: boolean };
  const { login, password } = administrator;
  // A server that has only just begun to answer asks for a moment.
  const setUp = async () => {
    const answer = await post('setup', { token, ...administrator });
    return answer.status === 503 ? undefined : answer;
  };
  const response = needed
    ? await until(setUp, { what: 'the first account' })
    : await post('session', { login, password });
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
  if (!response.ok || !cookie) throw new Error(`signing in answered ${response.status}: ${await response.text()}`);
  return cookie;
}

/** An API token that may do everything the administrator may; asked for once, when it is first needed. */
export function administratorToken(url: string): () => Promise<string> {
  let token: Promise<string> | undefined;
  return () => {
    token ??= issue(url);
    return token;
  };
}

async function issue(url: string): Promise<string> {
  const cookie = await signInAsAdministrator(url);
  const session = await fetch(`${url}/api/v1/session`, { headers: { cookie } });
  const { me } = (await session.json()) as { me: { permissions: Permission[] } };
  const permissions = me.permissions.filter((one) => one !== 'public' && one !== 'self');
  const body = { name: 'tests', permissions, expiresAt: Date.now() + 86_400_000 };
  const response = await fetch(`${url}/api/v1/tokens`, {
    method: 'POST',
    headers: { ...origin(url), cookie },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`making a token answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { token: string }).token;
}
