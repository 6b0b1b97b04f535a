// Owns whose devices a caller is told of: by the site they publish as, registered or not.
import type { MachineView } from '../pipeline/plant-view.ts';
import type { Caller } from '../platform/caller.ts';

/** What is known of where something came from. */
export interface Origin {
  site: string | undefined;
  machine?: string | undefined;
}

/**
 * Whether the caller is told of what came from there. A site that nobody registered is nobody's: only who looks after the whole
 * installation is told of it. Made for one answer: it remembers.
 */
export function shownTo(
  caller: Pick<Caller, 'may' | 'mayEverywhere'>,
  plant: { bySource(source: string): MachineView | undefined },
): (origin: Origin) => boolean {
  const everywhere = caller.mayEverywhere('devices.read');
  const sites = new Map<string, boolean>();
  const atSite = (code: string) => {
    const known = sites.get(code) ?? caller.may('devices.read', { level: 'site', code });
    sites.set(code, known);
    return known;
  };
  return ({ site, machine }) => {
    if (everywhere) return true;
    if (site === undefined) return false;
    if (atSite(site)) return true;
    const registered = machine === undefined ? undefined : plant.bySource(`${site}/${machine}`);
    return registered !== undefined && caller.may('devices.read', { level: 'machine', code: registered.code });
  };
}
