// What the log keeps to itself: secrets by name, by form, and those of the configuration wherever they stand.
import { describe, expect, test } from 'vitest';
import { createRedaction, secretsIn } from '../../../../server/src/platform/log/index.ts';

const redact = createRedaction();
const line = (entry: object) => redact(JSON.stringify(entry));

describe('an entry of the log', () => {
  test.each([
    [{ password: 'hunter2' }],
    [
      {
        headers: {
          authorization: 'Bearer hunter2',
          cookie: 'session=hunter2; a=b',
          'set-cookie': ['a=hunter2', 'b=c'],
        },
      },
    ],
    [
      {
        a: [
          {
            b: { clientSecret: 'hunter2', accessToken: 'hunter2', refresh_token: 'hunter2', 'x-csrf-token': 'hunter2' },
          },
        ],
      },
    ],
    [{ err: { message: 'no', config: { apiKey: 'hunter2', 'api-key': 'hunter2', PRIVATE_KEY: 'hunter2' } } }],
    [{ password: 'a"hunter2\\' }],
    [{ msg: 'body was {"password": "hunter2"}' }],
    [{ msg: 'body was {"password":"a\\"hunter2"}' }],
    [{ msg: 'connect postgres://takt:hunter2@db/takt failed' }],
    [{ msg: 'redis://:hunter2@redis and mqtts://a:hunter2@b' }],
    [{ url: '/api/v1/invitations?token=hunter2&x=1' }],
    [{ url: '/callback?x=1&code=hunter2&state=hunter2' }],
    [{ msg: 'sent Authorization: Basic hunter2hunter2' }],
    [{ msg: 'curl -H "Cookie: session=hunter2; other=hunter2"' }],
    [{ msg: 'Bearer hunter2hunter2 refused' }],
    [{ msg: '-----BEGIN EC PRIVATE KEY-----\nhunter2\nhunter2\n-----END EC PRIVATE KEY-----' }],
  ])('%j says nothing of it', (entry) => {
    const safe = line(entry);
    expect(safe).not.toContain('hunter2');
    expect(safe).toContain('***');
    expect(() => JSON.parse(safe)).not.toThrow();
  });

  test.each([
    [{ code: 'ECONNREFUSED', machine: 'hs1-op10', status: 401 }],
    [{ url: 'http://localhost:8080', mqtt: 'mqtt://127.0.0.1:1883', path: '/api/v1/kpis' }],
    [{ tokens: 5, msg: 'the basic plan; a bearer of news' }],
    [{ msg: 'mail a@b.example: see http://takt.example/a?b=c' }],
  ])('%j is written as it is', (entry) => {
    expect(line(entry)).toBe(JSON.stringify(entry));
  });
});

test('the secrets of a configuration are found by name and in addresses, and replaced in every form', () => {
  const config = {
    http: { tls: { cert: 'public', key: 'line1-of-key\nline2-of-key' } },
    influx: { url: 'http://influx', token: 'influx-token', password: undefined },
    databaseUrl: 'postgres://takt:p%40ss%2Fword@db/takt',
    list: [{ clientSecret: 'oidc-secret' }],
    roles: new Set(['api']),
    port: 5,
  };
  const secrets = secretsIn(config);
  expect(secrets.sort()).toEqual([
    'influx-token',
    'line1-of-key\nline2-of-key',
    'oidc-secret',
    'p%40ss%2Fword',
    'p@ss/word',
  ]);
  const said = JSON.stringify({
    msg: `influx-token p@ss/word p%40ss%2Fword oidc-secret ${config.http.tls.key} public`,
  });
  expect(createRedaction(secrets)(said)).toBe(JSON.stringify({ msg: '*** *** *** *** *** public' }));
});
