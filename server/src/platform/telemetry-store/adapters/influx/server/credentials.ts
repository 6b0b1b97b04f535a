// Owns how we say who asks, and what to tell an operator whose InfluxDB does not let us in.
import type { InfluxConfig } from '../settings.ts';

type Credentials = Pick<InfluxConfig, 'user' | 'password' | 'token'>;
type Headers = { authorization?: string };

/** For writing and for the API of 2.x. */
export function headersOf({ user, password, token }: Credentials): Headers {
  if (token !== undefined) return { authorization: `Token ${token}` };
  return user === undefined ? {} : { authorization: basic(user, password ?? '') };
}

/** For `/query`, where 2.x knows users of 1.x with a token as password. */
export function queryHeadersOf(credentials: Credentials): Headers {
  const { user, token } = credentials;
  return user !== undefined && token !== undefined ? { authorization: basic(user, token) } : headersOf(credentials);
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** The keys that say who asks. */
export function credentialKeys({ token }: Credentials): string {
  return token === undefined ? 'TAKT_INFLUX_USER and TAKT_INFLUX_PASSWORD' : 'TAKT_INFLUX_TOKEN';
}
