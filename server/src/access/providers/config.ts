// Owns what an operator says of identity providers: a YAML file, checked as a whole before anything starts.
import { readFileSync } from 'node:fs';
import { grantSchema } from '@takt/model/access';
import { codeSchema, nameSchema } from '@takt/model/plant';
import { z } from 'zod';
import { done, type Outcome, refuse } from '../../platform/outcome.ts';
import { validate } from '../../platform/validation/index.ts';
import { parseYaml } from '../../platform/yaml/index.ts';

const loopback = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/;

const providerSchema = z
  .object({
    name: nameSchema,
    issuer: z
      .url({ protocol: /^https?$/ })
      .refine((url) => url.startsWith('https:') || loopback.test(url), 'must be https'),
    clientId: z.string().min(1).max(200),
    clientSecret: z.string().min(1).optional(),
    clientSecretFile: z.string().min(1).optional(),
    scopes: z.array(z.string().min(1)).default(['openid', 'profile', 'email']),
    /** Claim a new account takes its login from. */
    loginClaim: z.string().min(1).default('preferred_username'),
    /**
     * Whether an account invited under the same login becomes that person's. Only where the provider, and not the person,
     * decides over the claim.
     */
    linkInvited: z.boolean().default(false),
    /** Grants by claims, looked at in every sign-in; somebody none of them fits and nobody invited may not sign in. */
    grants: z.array(z.object({ claim: z.string().min(1), value: z.string().min(1), grant: grantSchema })).default([]),
  })
  .refine(({ clientSecret, clientSecretFile }) => (clientSecret === undefined) !== (clientSecretFile === undefined), {
    path: ['clientSecretFile'],
    message: 'either clientSecretFile or clientSecret is needed',
  });

const fileSchema = z.object({ providers: z.record(codeSchema, providerSchema) });

export type ProviderConfig = Omit<z.output<typeof providerSchema>, 'clientSecretFile'> & {
  id: string;
  clientSecret: string;
};

/** Refusals name the line and the key. */
export function readProviders(file: string): Outcome<ProviderConfig[]> {
  const text = read(file);
  if (!text.ok) return text;
  const parsed = parseYaml(text.value);
  if (!parsed.ok) {
    const errors = parsed.errors.map(({ line, column, reason }) => ({
      field: `line ${line}, column ${column}`,
      reason,
    }));
    return refuse('invalid', 'is not valid YAML', errors);
  }
  const { value, lineOf } = parsed.document;
  const checked = validate(fileSchema, value, { lineOf });
  if (!checked.ok) return refuse('invalid', 'does not describe identity providers', checked.errors);
  const found: ProviderConfig[] = [];
  for (const [id, { clientSecretFile, clientSecret, ...rest }] of Object.entries(checked.value.providers)) {
    const secret = clientSecretFile === undefined ? done(clientSecret ?? '') : read(clientSecretFile);
    if (!secret.ok) return secret;
    found.push({ ...rest, id, clientSecret: secret.value.trim() });
  }
  return done(found);
}

function read(file: string): Outcome<string> {
  try {
    return done(readFileSync(file, 'utf8'));
  } catch (error) {
    return refuse('invalid', `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
