// Owns the routes by which accounts and their roles are managed.
import { z } from 'zod';
import { grantSchema } from '../access/index.ts';
import { nameSchema } from '../plant/index.ts';
import { routes } from './route.ts';
import { loginSchema } from './session-routes.ts';

const read = { permission: 'users.read', reach: 'rows', tag: 'users' } as const;
const write = { permission: 'users.write', reach: 'writes', tag: 'users' } as const;
const params = z.object({ id: z.string().max(64) });

export const userStates = ['invited', 'active', 'disabled'] as const;

export const userSchema = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  state: z.enum(userStates),
  /** Those the caller may see; with `more`, the account has others. */
  grants: z.array(grantSchema),
  more: z.boolean(),
  /** Whether the caller may disable, reset and sign out the account: all its grants are theirs to give. */
  manageable: z.boolean(),
  secondFactor: z.boolean(),
  provider: z.string().nullable(),
  createdAt: z.number(),
  lastSignInAt: z.number().nullable(),
  /** Too many wrong passwords: nobody can sign in before this moment. */
  lockedUntil: z.number().nullable(),
});
export type User = z.infer<typeof userSchema>;

/** `path` with its secret token, to be handed to the person; answered once. */
const link = z.object({ path: z.string(), expiresAt: z.number() });

export const userRoutes = routes({
  'users.list': {
    ...read,
    method: 'get',
    path: '/api/v1/users',
    summary: 'Accounts with a role in what the caller administers',
    response: z.array(userSchema),
  },
  'users.get': {
    ...read,
    method: 'get',
    path: '/api/v1/users/:id',
    summary: 'One account',
    params,
    response: userSchema,
  },
  'users.invite': {
    ...write,
    method: 'post',
    path: '/api/v1/users',
    summary: 'Make an account; the person sets the password through the link',
    body: z.object({ login: loginSchema, name: nameSchema, grants: z.array(grantSchema).min(1).max(50) }),
    response: z.object({ user: userSchema, link }),
    problems: [403, 409, 422],
  },
  'users.put': {
    ...write,
    method: 'put',
    path: '/api/v1/users/:id',
    summary: 'Rename, disable or enable an account; a disabled one is signed out and its tokens end',
    params,
    body: z.object({ name: nameSchema, state: z.enum(['active', 'disabled']) }),
    response: userSchema,
    problems: [403, 409, 422],
  },
  'users.grants': {
    ...write,
    method: 'put',
    path: '/api/v1/users/:id/grants',
    summary: 'Replace those roles of an account that the caller may give; others stay',
    params,
    body: z.object({ grants: z.array(grantSchema).max(50) }),
    response: userSchema,
    problems: [403, 409, 422],
  },
  'users.reset': {
    ...write,
    method: 'post',
    path: '/api/v1/users/:id/reset',
    summary: 'A new link to set the password; ends the second factor, sessions and locks of the account',
    params,
    response: z.object({ user: userSchema, link }),
    problems: [403, 409],
  },
  'users.signOut': {
    ...write,
    method: 'delete',
    path: '/api/v1/users/:id/sessions',
    summary: 'Sign an account out everywhere',
    params,
    response: z.object({ ended: z.int() }),
    problems: [403],
  },
});
