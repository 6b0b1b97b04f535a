// Owns which machines a project's scope comes to.
import type { MachineView } from '../pipeline/plant-view.ts';
import type { EffectParts } from './parts.ts';
import type { ProjectRecord } from './record.ts';

export interface Subject {
  /** Workshops of the plant in the scope: who may see their KPIs may see the effect. */
  workshops: string[];
  machines: MachineView[];
  /** Why there are none to measure. */
  obstacle: 'not_connected' | 'workshop_moved' | null;
}

/** A workshop that has gone to another enterprise, in the registry or the plant, is not this project's to be told of. */
export async function subjectOf({ db, plant }: EffectParts, record: ProjectRecord): Promise<Subject> {
  const scopes = await db
    .selectFrom('retrofit_scopes as s')
    .innerJoin('registry_workshops as w', 'w.id', 's.workshop')
    .select(['s.line', 'w.plant_workshop', 'w.enterprise'])
    .where('s.project', '=', record.id)
    .execute();
  const machines = new Map<string, MachineView>();
  const workshops = new Set<string>();
  for (const { line, plant_workshop, enterprise } of scopes) {
    if (plant_workshop === null) continue;
    const place = plant.placeOf({ level: 'workshop', code: plant_workshop });
    if (!place) continue;
    if (enterprise !== record.enterprise || place.enterprise !== record.plant_enterprise)
      return { workshops: [], machines: [], obstacle: 'workshop_moved' };
    workshops.add(plant_workshop);
    for (const machine of plant.within({ level: 'workshop', code: plant_workshop }))
      if (line === '' || machine.line === line) machines.set(machine.code, machine);
  }
  const found = [...machines.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  return { workshops: [...workshops], machines: found, obstacle: found.length > 0 ? null : 'not_connected' };
}
