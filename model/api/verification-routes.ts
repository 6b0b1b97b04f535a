// Owns the routes by which anybody verifies a certificate or an evidence package, without an account.
import { z } from 'zod';
import { certificateStates } from '../application/index.ts';
import { recognitionKinds } from '../recognition/index.ts';
import { routes } from './route.ts';

const tag = 'verification';

export const verificationRoutes = routes({
  'verification.certificate': {
    method: 'get',
    path: '/api/v1/verify/:number',
    permission: 'public',
    reach: 'everybody',
    summary: 'What a certificate says and whether it is valid; nothing else of what it is about',
    tag,
    params: z.object({ number: z.string().min(1).max(100) }),
    response: z.object({
      number: z.string(),
      enterprise: z.string(),
      /** Null: the enterprise as a whole is recognised. */
      workshop: z.string().nullable(),
      countsAs: z.enum(recognitionKinds),
      issuedOn: z.string(),
      validUntil: z.string().nullable(),
      state: z.enum(certificateStates),
      /** SHA-256 of the evidence package it rests on, hex; null: recognised before there were any. */
      evidence: z.string().nullable(),
    }),
    problems: [404, 429],
  },
  'verification.package': {
    method: 'post',
    path: '/api/v1/verify-package',
    permission: 'public',
    reach: 'everybody',
    summary: 'Whether an evidence package, handed over as a JSON file, is one of ours and unchanged',
    tag,
    upload: { maxBytes: 5_000_000 },
    response: z.object({
      /** `changed`: there is one of its id, and it says something else. */
      result: z.enum(['unchanged', 'changed', 'unknown']),
      /** Of what was handed over, in canonical form, hex. */
      sha256: z.string(),
      /** When ours was frozen, epoch ms; null where it is not one of ours. */
      frozenAt: z.number().nullable(),
      /** Certificate that rests on it. */
      certificate: z.string().nullable(),
    }),
    problems: [422, 429],
  },
});
