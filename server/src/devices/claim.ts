// Owns claiming: a device that publishes without being registered becomes a machine; what it sent before counts too.
import type { RouteAnswer } from '@takt/model/api';
import type { PlantHandlers, PlantRegistry } from '../plant/index.ts';
import type { Caller } from '../platform/caller.ts';
import type { HandlerInput } from '../platform/http/handler.ts';
import { type Outcome, refuse } from '../platform/outcome.ts';

export interface Claiming {
  plant: Pick<PlantRegistry, 'machine'> & {
    routes: Pick<PlantHandlers, 'machines.put' | 'lines.get' | 'workshops.get'>;
  };
  isPending: (site: string, machine: string) => Promise<boolean>;
}

export async function claim(
  { plant, isPending }: Claiming,
  { params: { site, machine }, body, caller }: HandlerInput<'pending.claim'>,
): Promise<Outcome<RouteAnswer<'pending.claim'>>> {
  const registered = plant.machine(machine);
  if (registered) return refuse('conflict', `machine "${machine}" is registered at site "${registered.site}"`);
  if (!(await isPending(site, machine))) return refuse('not_found', `no pending device "${machine}" at site "${site}"`);
  const elsewhere = await siteOfLine(plant, body.line, caller);
  if (elsewhere !== undefined && elsewhere !== site) {
    const reason = `belongs to site "${elsewhere}", but the device publishes as site "${site}"`;
    return refuse('invalid', 'the line is at another site', [{ field: 'line', reason }]);
  }
  return plant.routes['machines.put']({ params: { code: machine }, query: undefined, body, caller });
}

/** Undefined where the line does not exist: then registering says so. */
async function siteOfLine({ routes }: Claiming['plant'], code: string, caller: Caller): Promise<string | undefined> {
  const nothing = { query: undefined, body: undefined, caller };
  const line = await routes['lines.get']({ params: { code }, ...nothing });
  if (!line.ok) return undefined;
  const workshop = await routes['workshops.get']({ params: { code: line.value.workshop }, ...nothing });
  return workshop.ok ? workshop.value.site : undefined;
}
