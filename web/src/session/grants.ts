// Owns reading grants as they are sent, for the rules of the model; its own reader would bring the validation library along.
import type { Grant, GrantScope } from '@takt/model/access';
import type { Me } from '@takt/model/api';
import { splitScope } from './roles.ts';

export function grantsOf(sent: Me['grants']): Grant[] {
  return sent.map(({ role, scope }) => ({ role, scope: splitScope(scope) as GrantScope }));
}
