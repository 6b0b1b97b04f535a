// Owns the routes of signing in and of what one has of one's own: session, sessions, profile, password, second factor, tokens.
import { z } from 'zod';
import { grantSchema, grantScopeSchema, permissions } from '../access/index.ts';
import { nameSchema } from '../plant/index.ts';
import { routes } from './route.ts';
import { timestamp } from './time.ts';

const open = { permission: 'public', reach: 'everybody', tag: 'session' } as const;
const own = { permission: 'self', reach: 'everybody', tag: 'session' } as const;

/** Name one signs in with: an e-mail address or a short name; case does not matter. */
export const loginSchema = z
  .string()
  .trim()
  .min(2)
  .max(120)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._@+-]*$/u, 'must be letters, digits, . _ @ + -, starting with a letter or digit')
  .transform((text) => text.normalize('NFKC').toLowerCase());
/** What is typed; whether it is good enough is judged by the server. */
export const passwordSchema = z.string().min(1).max(200);
export const languageSchema = z.enum(['zh-CN', 'en']);
const linkToken = z.string().min(20).max(200);
const oneTimeCode = z.string().trim().min(6).max(24);

export const meSchema = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  language: languageSchema.nullable(),
  grants: z.array(grantSchema),
  /** What the grants amount to anywhere: pages show what can be used. */
  permissions: z.array(z.enum(permissions)),
  secondFactor: z.boolean(),
  /** Signed in through an identity provider: there is no password here. */
  provider: z.string().nullable(),
  session: z.object({ id: z.string(), idleExpiresAt: z.number(), expiresAt: z.number() }).nullable(),
});
export type Me = z.infer<typeof meSchema>;

export const sessionSchema = z.object({
  id: z.string(),
  current: z.boolean(),
  createdAt: z.number(),
  lastSeenAt: z.number(),
  expiresAt: z.number(),
  address: z.string(),
  userAgent: z.string(),
  method: z.enum(['password', 'second_factor', 'recovery_code', 'provider', 'link']),
});

export const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** First characters, to tell tokens from each other. */
  start: z.string(),
  permissions: z.array(z.enum(permissions)),
  /** Narrower than its owner's grants; null: as wide as they are. */
  scope: z.string().nullable(),
  createdAt: z.number(),
  lastUsedAt: z.number().nullable(),
  expiresAt: z.number(),
});

/** Where a sign-in stands: done, or a code of the second factor is still needed. */
const signInAnswer = z.discriminatedUnion('step', [
  z.object({ step: z.literal('done'), me: meSchema }),
  /** `ticket` goes back with the code, within five minutes. */
  z.object({ step: z.literal('second_factor'), ticket: z.string() }),
]);

export const sessionRoutes = routes({
  'setup.get': {
    ...open,
    method: 'get',
    path: '/api/v1/setup',
    summary: 'Whether the first account is still to be made',
    response: z.object({ needed: z.boolean() }),
  },
  'setup.complete': {
    ...open,
    method: 'post',
    path: '/api/v1/setup',
    summary: 'Make the first account, a platform admin, with the token of the link printed at the first start',
    body: z.object({ token: linkToken, login: loginSchema, name: nameSchema, password: passwordSchema }),
    response: meSchema,
    problems: [403, 409, 422, 429],
  },
  'session.get': {
    ...open,
    method: 'get',
    path: '/api/v1/session',
    summary: 'Who is signed in, and how one can sign in',
    response: z.object({
      me: meSchema.nullable(),
      setupNeeded: z.boolean(),
      providers: z.array(z.object({ id: z.string(), name: z.string() })),
    }),
  },
  'session.signIn': {
    ...open,
    method: 'post',
    path: '/api/v1/session',
    summary: 'Sign in with a password; sets the session cookie',
    body: z.object({ login: z.string().min(1).max(120), password: passwordSchema }),
    response: signInAnswer,
    problems: [401, 429],
  },
  'session.secondFactor': {
    ...open,
    method: 'post',
    path: '/api/v1/session/second-factor',
    summary: 'Complete a sign-in with a code of the authenticator app or a recovery code',
    body: z.object({ ticket: linkToken, code: oneTimeCode }),
    response: meSchema,
    problems: [401, 429],
  },
  'session.signOut': { ...own, method: 'delete', path: '/api/v1/session', summary: 'Sign out here' },
  'sessions.list': {
    ...own,
    method: 'get',
    path: '/api/v1/sessions',
    summary: 'Where one is signed in',
    response: z.array(sessionSchema),
  },
  'sessions.revoke': {
    ...own,
    method: 'delete',
    path: '/api/v1/sessions/:id',
    summary: 'Sign out one of one’s sessions',
    params: z.object({ id: z.string().max(64) }),
  },
  'sessions.revokeOthers': {
    ...own,
    method: 'delete',
    path: '/api/v1/sessions',
    summary: 'Sign out everywhere but here',
    response: z.object({ ended: z.int() }),
  },
  'profile.put': {
    ...own,
    method: 'put',
    path: '/api/v1/profile',
    summary: 'One’s name and language',
    body: z.object({ name: nameSchema, language: languageSchema.nullable() }),
    response: meSchema,
  },
  'profile.password': {
    ...own,
    method: 'put',
    path: '/api/v1/profile/password',
    summary: 'Change one’s password; signs out everywhere else',
    body: z.object({ current: passwordSchema, next: passwordSchema }),
    problems: [403, 422, 429],
  },
  'secondFactor.begin': {
    ...own,
    method: 'post',
    path: '/api/v1/profile/second-factor',
    summary: 'A new secret for an authenticator app; in force once a code of it was given back',
    body: z.object({ password: passwordSchema }),
    response: z.object({ secret: z.string(), uri: z.string() }),
    problems: [403, 409, 429],
  },
  'secondFactor.confirm': {
    ...own,
    method: 'put',
    path: '/api/v1/profile/second-factor',
    summary: 'Turn the second factor on; answers the recovery codes once',
    body: z.object({ code: oneTimeCode }),
    response: z.object({ recoveryCodes: z.array(z.string()) }),
    problems: [403, 409, 429],
  },
  'secondFactor.recoveryCodes': {
    ...own,
    method: 'post',
    path: '/api/v1/profile/second-factor/recovery-codes',
    summary: 'New recovery codes; the old ones end',
    body: z.object({ password: passwordSchema }),
    response: z.object({ recoveryCodes: z.array(z.string()) }),
    problems: [403, 409, 429],
  },
  'secondFactor.remove': {
    ...own,
    method: 'post',
    path: '/api/v1/profile/second-factor/remove',
    summary: 'Turn the second factor off',
    body: z.object({ password: passwordSchema }),
    problems: [403, 409, 429],
  },
  'tokens.list': {
    ...own,
    method: 'get',
    path: '/api/v1/tokens',
    summary: 'One’s API tokens',
    response: z.array(tokenSchema),
  },
  'tokens.create': {
    ...own,
    method: 'post',
    path: '/api/v1/tokens',
    summary: 'A token that may do some of what one may do oneself, for 400 days at most; it is answered once',
    body: z.object({
      name: nameSchema,
      /** Some of one's own, but neither `public` nor `self`: a token does not change its owner's account. */
      permissions: z.array(z.enum(permissions)).min(1),
      scope: grantScopeSchema.nullable().default(null),
      expiresAt: timestamp,
    }),
    response: tokenSchema.extend({ token: z.string() }),
    problems: [403, 409, 422],
  },
  'tokens.revoke': {
    ...own,
    method: 'delete',
    path: '/api/v1/tokens/:id',
    summary: 'End a token',
    params: z.object({ id: z.string().max(64) }),
  },
  'invitation.look': {
    ...open,
    method: 'post',
    path: '/api/v1/invitation/look',
    summary: 'Whom a link invites, or whose password it resets',
    body: z.object({ token: linkToken }),
    response: z.object({
      kind: z.enum(['invitation', 'reset']),
      login: z.string(),
      name: z.string(),
      expiresAt: z.number(),
    }),
    problems: [404, 429],
  },
  'invitation.accept': {
    ...open,
    method: 'post',
    path: '/api/v1/invitation',
    summary: 'Set the password with the token of a link, once; signs in, or asks for the second factor',
    body: z.object({ token: linkToken, name: nameSchema, password: passwordSchema }),
    response: signInAnswer,
    problems: [404, 422, 429],
  },
  'provider.start': {
    ...open,
    method: 'get',
    path: '/api/v1/providers/:id/start',
    summary: 'Sign in at an identity provider (OpenID Connect): redirects there',
    params: z.object({ id: z.string().max(64) }),
    query: z.object({ to: z.string().max(500).optional() }),
    problems: [404, 503],
  },
  'provider.callback': {
    ...open,
    method: 'get',
    path: '/api/v1/providers/:id/callback',
    summary: 'Where the identity provider sends the browser back: signs in and redirects to the pages',
    params: z.object({ id: z.string().max(64) }),
    query: z.looseObject({ state: z.string().max(500).optional() }),
  },
});
