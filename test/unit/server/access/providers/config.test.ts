import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProviders } from '../../../../../server/src/access/providers/config.ts';
import { ownPath } from '../../../../../server/src/access/providers/routes.ts';
import { createTempDirectory } from '../../../../harness/temp.ts';

describe('the file of identity providers', () => {
  let directory: Awaited<ReturnType<typeof createTempDirectory>>;
  beforeAll(async () => {
    directory = await createTempDirectory('providers');
  });
  afterAll(() => directory.remove());

  function read(text: string) {
    const file = join(directory.path, 'providers.yaml');
    writeFileSync(file, text);
    return readProviders(file);
  }

  it('is what the example shows, with the secret from its file', () => {
    const secret = join(directory.path, 'secret');
    writeFileSync(secret, 's3cret\n');
    const example = readFileSync('config/providers.example.yaml', 'utf8').replace('/run/secrets/oidc-city', secret);
    expect(read(example)).toMatchObject({ ok: true, value: [{ id: 'city', clientSecret: 's3cret' }] });
  });

  it.each([
    ['http://sso.example.gov.cn', 'providers.city.issuer'],
    ['not a url', 'providers.city.issuer'],
  ])('refuses the issuer %s by its key', (issuer, field) => {
    const outcome = read(`providers:\n  city: { name: City, issuer: '${issuer}', clientId: takt, clientSecret: s }\n`);
    expect(outcome).toMatchObject({
      ok: false,
      refusal: { errors: expect.arrayContaining([expect.objectContaining({ field })]) },
    });
  });

  it('refuses a role that is not granted over such a scope', () => {
    const grant = "{ role: district_officer, scope: 'site:s1' }";
    const outcome = read(
      `providers:\n  city: { name: City, issuer: 'https://a.b', clientId: takt, clientSecret: s, grants: [{ claim: g, value: v, grant: ${grant} }] }\n`,
    );
    expect(outcome).toMatchObject({
      ok: false,
      refusal: { errors: [{ field: 'providers.city.grants.0.grant.scope' }] },
    });
  });

  it('refuses a provider without a secret, and a file that is not there', () => {
    expect(read('providers:\n  city: { name: City, issuer: "https://a.b", clientId: takt }\n')).toMatchObject({
      ok: false,
      refusal: { errors: [{ field: 'providers.city.clientSecretFile' }] },
    });
    expect(readProviders(join(directory.path, 'absent.yaml'))).toMatchObject({ ok: false });
  });
});

it('leads back to paths of our own only', () => {
  expect(ownPath('/machines/m1?tab=2#now')).toBe('/machines/m1?tab=2#now');
  for (const to of [
    undefined,
    '',
    'x',
    '//evil.example',
    '/.//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'https://evil.example',
  ])
    expect(ownPath(to)).toBeNull();
});
