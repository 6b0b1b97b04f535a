// What lets HTTP go beyond this machine: TLS and an address, or a word that it is meant without.
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../server/src/config.ts';
import { selfSigned } from '../../harness/certificate.ts';
import { describeWith } from '../../harness/requirements.ts';

const errorsOf = (environment: Record<string, string>) => {
  const outcome = readConfig(environment);
  return outcome.ok ? [] : outcome.errors;
};
const httpOf = (environment: Record<string, string>) => {
  const outcome = readConfig(environment);
  if (!outcome.ok) throw new Error(outcome.errors.join());
  return outcome.config.http;
};
const open = { TAKT_HTTP_HOST: '0.0.0.0' };
const address = { TAKT_PUBLIC_URL: 'https://takt.example' };

describe('beyond loopback', () => {
  test('everything that is missing is named at once', () => {
    expect(errorsOf(open)).toEqual([
      'TAKT_HTTP_HOST 0.0.0.0 is beyond loopback, which needs TAKT_HTTP_TLS_CERT and TAKT_HTTP_TLS_KEY, or ' +
        'TAKT_HTTP_TRUST_PROXY where a proxy speaks TLS; and TAKT_PUBLIC_URL, the address people use',
    ]);
    expect(errorsOf({ ...open, ...address })).toEqual([expect.stringMatching(/needs TAKT_HTTP_TLS_CERT/)]);
  });

  test('a proxy and an address are enough', () => {
    expect(httpOf({ ...open, ...address, TAKT_HTTP_TRUST_PROXY: '1' })).toMatchObject({
      trustProxy: 1,
      publicUrl: 'https://takt.example',
      tls: undefined,
    });
  });

  test('an address without TLS needs a word that it is meant', () => {
    const plain = { TAKT_PUBLIC_URL: 'http://takt.example' };
    expect(errorsOf(plain)).toEqual([expect.stringMatching(/^TAKT_PUBLIC_URL must be an https address/)]);
    expect(errorsOf({ ...plain, ...open, TAKT_ALLOW_PLAIN_HTTP: 'true' })).toEqual([]);
    expect(errorsOf({ ...open, TAKT_ALLOW_PLAIN_HTTP: 'true' })).toEqual([]);
    expect(errorsOf({ TAKT_PUBLIC_URL: 'http://localhost:8080' })).toEqual([]);
  });
});

describeWith({ openssl: true }, 'the certificate', () => {
  const { cert, key } = selfSigned('takt.example');
  const tls = { TAKT_HTTP_TLS_CERT: cert, TAKT_HTTP_TLS_KEY: key };

  test('and an address let it go beyond loopback', () => {
    expect(errorsOf({ ...open, ...tls })).toEqual([expect.stringMatching(/needs TAKT_PUBLIC_URL/)]);
    expect(httpOf({ ...open, ...tls, ...address })).toMatchObject({ tls: { cert, key } });
  });

  test('needs its key, and the key its certificate', () => {
    const { TAKT_HTTP_TLS_CERT, TAKT_HTTP_TLS_KEY } = tls;
    expect(errorsOf({ TAKT_HTTP_TLS_CERT })).toEqual([expect.stringMatching(/^TAKT_HTTP_TLS_KEY is missing/)]);
    expect(errorsOf({ TAKT_HTTP_TLS_KEY })).toEqual([expect.stringMatching(/^TAKT_HTTP_TLS_CERT is missing/)]);
  });

  test('that cannot be read is named, and nothing of the key is shown', () => {
    expect(errorsOf({ ...tls, TAKT_HTTP_TLS_CERT: 'no certificate' })).toEqual([
      'TAKT_HTTP_TLS_CERT must be a certificate in PEM form',
    ]);
    expect(errorsOf({ ...tls, TAKT_HTTP_TLS_KEY: 'hunter2' })).toEqual([
      'TAKT_HTTP_TLS_KEY must be a private key in PEM form, without a passphrase',
    ]);
    expect(errorsOf({ ...tls, TAKT_HTTP_TLS_KEY: selfSigned('other.example').key })).toEqual([
      'TAKT_HTTP_TLS_KEY does not belong to the certificate',
    ]);
  });
});

describe('proxies', () => {
  test.each([
    ['2', 2],
    ['loopback', ['loopback']],
    ['10.0.0.7, 192.168.1.0/24,fd00::/8', ['10.0.0.7', '192.168.1.0/24', 'fd00::/8']],
  ])('%s is understood', (text, expected) => {
    expect(httpOf({ TAKT_HTTP_TRUST_PROXY: text }).trustProxy).toEqual(expected);
  });

  test.each(['0', '11', 'true', 'proxy.example', '10.0.0.0/33', '10.0.0.0/0', '10.0.0.0/8/8', '10.0.0.7,'])(
    '%s is refused: nobody is believed by accident',
    (text) => {
      expect(errorsOf({ TAKT_HTTP_TRUST_PROXY: text })).toEqual([
        expect.stringMatching(/^TAKT_HTTP_TRUST_PROXY must be the number of proxies/),
      ]);
    },
  );
});

test.each([
  'takt.example',
  'ftp://takt.example',
  'https://takt.example/takt',
  'https://u:p@takt.example',
  'https://takt.example/?a=1',
])('TAKT_PUBLIC_URL=%s is refused', (text) => {
  const errors = errorsOf({ TAKT_PUBLIC_URL: text });
  expect(errors).toEqual([expect.stringMatching(/^TAKT_PUBLIC_URL must be/)]);
});

test('a port in the public address is kept, a slash at its end is not', () => {
  expect(httpOf({ TAKT_PUBLIC_URL: 'https://takt.example:8443/' }).publicUrl).toBe('https://takt.example:8443');
});
