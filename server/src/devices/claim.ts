// Owns claiming: a device that publishes without being registered becomes a machine; what it sent before counts too.
import type { RouteAnswer } from '@takt/model/api';
import type { MachineView } from '../pipeline/plant-view.ts';
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
  if (registered) return refuseRegistered(registered, caller);
  if (!(await isPending(site, machine))) return refuse('not_found', `no pending device "${machine}" at site "${site}"`);
  const elsewhere = await siteOfLine(plant, body.line, caller);
  if (elsewhere !== undefined && elsewhere !== site) {
    const reason = `belongs to site "${elsewhere}", but the device publishes as site "${site}"`;
    return refuse('invalid', 'the line is at another site', [{ field: 'line', reason }]);
  }
  return plant.routes['machines.put']({ params: { code: machine }, query: undefined, body, caller });
}

/** Where somebody else has the code, it is only said that it cannot be had. */
function refuseRegistered({ code, site }: MachineView, caller: Caller): Outcome<never> {
  if (caller.may('machines.read', { level: 'machine', code }))
    return refuse('conflict', `machine "${code}" is registered at site "${site}"`);
  return refuse('forbidden', `you may not write machine "${code}"`);
}

/** Undefined where there is no such line for the caller: then registering says so. */
async function siteOfLine({ routes }: Claiming['plant'], code: string, caller: Caller): Promise<string | undefined> {
  const place = { level: 'line', code } as const;
  if (!caller.may('machines.read', place) && !caller.may('plant.write', place)) return undefined;
  const nothing = { query: undefined, body: undefined, caller };
  const line = await routes['lines.get']({ params: { code }, ...nothing });
  if (!line.ok) return undefined;
  const workshop = await routes['workshops.get']({ params: { code: line.value.workshop }, ...nothing });
  return workshop.ok ? workshop.value.site : undefined;
}
