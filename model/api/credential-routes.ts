// Owns the routes by which devices are given their credentials and lose them.
import { z } from 'zod';
import { credentialIssueSchema, credentialRotateSchema, credentialSchema, issuedSchema } from '../devices/index.ts';
import { codeSchema } from '../plant/codes.ts';
import { type AnyInput, routes } from './route.ts';

const params = z.object({ site: codeSchema, name: codeSchema });
const tag = 'devices';
const ofSite = ({ params: { site } }: AnyInput) => ({ level: 'site' as const, code: site as string });

export const credentialRoutes = routes({
  'credentials.list': {
    method: 'get',
    path: '/api/v1/credentials',
    permission: 'devices.read',
    reach: 'rows',
    summary: 'Credentials of edge nodes and devices, by name; revoked ones too, secrets never',
    tag,
    query: z.object({ site: codeSchema.optional() }),
    response: z.array(credentialSchema),
  },
  'credentials.issue': {
    method: 'put',
    path: '/api/v1/credentials/:site/:name',
    permission: 'devices.write',
    reach: ofSite,
    summary: 'Give an edge node or device its credential; the secret or certificate is in this answer and nowhere else',
    tag,
    params,
    body: credentialIssueSchema,
    response: issuedSchema,
    problems: [409, 422],
  },
  'credentials.rotate': {
    method: 'post',
    path: '/api/v1/credentials/:site/:name/rotate',
    permission: 'devices.write',
    reach: ofSite,
    summary: 'A new secret or certificate; the old one ends at once, or after an overlap of up to 24 h',
    tag,
    params,
    body: credentialRotateSchema,
    response: issuedSchema,
    problems: [409, 422],
  },
  'credentials.revoke': {
    method: 'delete',
    path: '/api/v1/credentials/:site/:name',
    permission: 'devices.write',
    reach: ofSite,
    summary: 'Take a credential away; its live connections are cut at once',
    tag,
    params,
  },
  'authority.get': {
    method: 'get',
    path: '/api/v1/authority',
    permission: 'devices.read',
    // The same for everybody who has devices, and no secret.
    reach: 'rows',
    summary: 'Certificate of the authority that signs devices’ certificates and the broker’s, to hand to devices',
    tag,
    response: z.object({ certificate: z.string(), fingerprint: z.string(), expiresAt: z.number() }),
  },
});
