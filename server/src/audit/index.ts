// Public surface of the audit log: read, searched, exported, verified.
import type { Handlers } from '../platform/http/index.ts';
import { type Outcome, refuse } from '../platform/outcome.ts';

export function auditRoutes(): Handlers<'audit.list' | 'audit.export' | 'audit.verify'> {
  const later = async (): Promise<Outcome<never>> => refuse('unavailable', 'not there yet');
  return { 'audit.list': later, 'audit.export': later, 'audit.verify': later };
}
