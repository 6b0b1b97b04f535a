// Owns the answers to a broker that asks Takt about each of its clients, in the form of EMQX 5's HTTP authentication and authorization.
import { X509Certificate } from 'node:crypto';
import { mayPublish, maySubscribe } from '@takt/model/topics';
import { z } from 'zod';
import type { BrokerQuestions } from '../../platform/http/broker.ts';
import type { CredentialGate } from './gate.ts';

/** EMQX writes `undefined` where it has nothing to put in a placeholder. */
const given = z
  .string()
  .optional()
  .transform((text) => (text === '' || text === 'undefined' ? undefined : text));
const clientSchema = z.object({ username: given, password: given, certificate: given });
const actionSchema = z.object({ username: given, action: z.enum(['publish', 'subscribe']), topic: z.string() });

type Result = 'allow' | 'deny' | 'ignore';
const answer = (result: Result) => ({ result, is_superuser: false });

/** Users that are no device's are left to whoever the broker asks next: Takt's own among them. */
const isDevice = (username: string | undefined) => username?.includes('/') === true;

export function emqxQuestions(
  gate: Pick<CredentialGate, 'authenticate' | 'identity'>,
): Pick<BrokerQuestions, 'authenticate' | 'authorize'> {
  return {
    authenticate(body) {
      const parsed = clientSchema.safeParse(body);
      if (!parsed.success) return answer('deny');
      const { username, password, certificate } = parsed.data;
      if (certificate === undefined && !isDevice(username)) return answer('ignore');
      const certificateFingerprint = certificate === undefined ? undefined : fingerprintOf(certificate);
      const secret = password === undefined ? undefined : Buffer.from(password);
      const identity = gate.authenticate({ username, password: secret, certificateFingerprint });
      return answer(identity ? 'allow' : 'deny');
    },
    authorize(body) {
      const parsed = actionSchema.safeParse(body);
      if (!parsed.success) return answer('deny');
      const { username, action, topic } = parsed.data;
      if (username === undefined || !isDevice(username)) return answer('ignore');
      const identity = gate.identity(username);
      const may = action === 'publish' ? mayPublish : maySubscribe;
      return answer(identity && may(identity, topic) ? 'allow' : 'deny');
    },
  };
}

/** Undefined where it is no certificate; that the authority signed it, the broker's listener has verified. */
function fingerprintOf(pem: string): string | undefined {
  try {
    return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
  } catch {
    return undefined;
  }
}
