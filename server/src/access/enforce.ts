// Owns the one enforcement point of HTTP: who asks, whether the route is theirs, whether the node is; what consents opened is logged first.
import type { AnyInput, Route } from '@takt/model/api';
import { formatScope, type Scope } from '@takt/model/plant';
import type { Caller } from '../platform/caller.ts';
import type { HttpAccess } from '../platform/http/index.ts';
import type { Refusal } from '../platform/outcome.ts';
import type { KnownCaller } from './caller.ts';
import type { Disclosures } from './consents/disclosures.ts';
import type { RefusalLog } from './refusals.ts';

export function createEnforcement(options: {
  identify: HttpAccess['identify'];
  disclosures: Pick<Disclosures, 'add'>;
  refusals: Pick<RefusalLog, 'note'>;
  /** Whether a node exists, for whomever. */
  exists(scope: Scope): boolean;
}): HttpAccess {
  const { refusals, exists } = options;
  return {
    identify: options.identify,
    admit(caller, route) {
      if (route.permission === 'public') return undefined;
      if (caller.userId === undefined) return { kind: 'unauthorized', detail: 'sign in, or send an API token' };
      if (route.permission === 'self')
        return caller.tokenId === undefined ? undefined : { kind: 'forbidden', detail: 'an API token may not do this' };
      if (holdsAny(caller, route)) return undefined;
      refusals.note(caller, route);
      return { kind: 'forbidden', detail: 'your roles do not include this' };
    },
    permit(caller, route, input) {
      const permission = route.finer?.when(input) ? route.finer.permission : route.permission;
      const { reach } = route;
      if (reach === 'everybody' || reach === 'rows' || reach === 'writes') return undefined;
      if (reach === 'platform') {
        if (caller.mayEverywhere(permission)) return undefined;
        refusals.note(caller, route);
        return { kind: 'forbidden', detail: 'this needs the permission over the whole installation' };
      }
      const scope = reach(input);
      if (caller.may(permission, scope)) return undefined;
      // Mistyped codes are nobody's business.
      if (exists(scope)) refusals.note(caller, route, scope);
      return missing(scope);
    },
    async disclose(caller, name, input) {
      const opened = (caller as KnownCaller).opened?.() ?? [];
      if (opened.length === 0) return;
      await options.disclosures.add(caller, name, opened, rangeOf(input));
    },
  };
}

function holdsAny(caller: Caller, route: Route): boolean {
  return caller.holds(route.permission) || (route.finer !== undefined && caller.holds(route.finer.permission));
}

/** The same for what does not exist and for what is not the caller's. */
export function missing(scope: Scope): Refusal {
  return { kind: 'not_found', detail: `there is no ${formatScope(scope)} that you may see` };
}

function rangeOf({ query }: AnyInput): { from: number | null; to: number | null } {
  const { from, to } = (query ?? {}) as { from?: unknown; to?: unknown };
  return { from: typeof from === 'number' ? from : null, to: typeof to === 'number' ? to : null };
}
