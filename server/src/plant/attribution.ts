// Owns what the audit log says of changes of the plant.
import type { Definition } from '@takt/model/definition';
import { formatScope, type Scope } from '@takt/model/plant';
import type { AuditRecord } from '../platform/audit/index.ts';
import { attribution, type Caller } from '../platform/caller.ts';
import { nouns } from './kinds.ts';
import { scopeOf } from './permitted.ts';
import { enterpriseOf } from './place.ts';
import type { PlantState, Write } from './state.ts';

/** Of a removed object the scope is what it lay in: it itself is not there any more to be asked about. */
export function recordOfWrite(
  caller: Caller,
  { state, next }: { state: PlantState; next: PlantState },
  { kind, code, after }: Write,
): AuditRecord {
  const before = state[kind].get(code) ?? null;
  const object = after ?? before;
  const scope = object && scopeOf(kind, object, after === null);
  return {
    ...attribution(caller),
    action: after === null ? `${kind}.remove` : `${kind}.put`,
    outcome: 'done',
    kind: nouns[kind],
    code,
    scope: scope && formatScope(scope),
    enterprise: scope ? (enterpriseOf(next, scope) ?? enterpriseOf(state, scope)) : undefined,
    before: withoutCode(before),
    after: withoutCode(after),
  };
}

export function recordOfDefinition(
  caller: Caller,
  state: PlantState,
  workshop: string,
  definition: Definition,
): AuditRecord {
  const scope: Scope = { level: 'workshop', code: workshop };
  return {
    ...attribution(caller),
    action: 'definitions.add',
    outcome: 'done',
    kind: 'definition',
    code: workshop,
    scope: formatScope(scope),
    enterprise: enterpriseOf(state, scope),
    before: null,
    after: definition,
  };
}

function withoutCode(object: object | null): unknown {
  if (!object) return null;
  const { code: _, ...rest } = object as { code?: string };
  return rest;
}
