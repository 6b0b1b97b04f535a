// Owns the enterprises of the synthetic city, their workshops and equipment.
import { nameKey, usccCheckCharacter } from '@takt/model/registry';
import type { NewRow } from '../../../server/src/platform/database/index.ts';
import type { CityContext, Rows } from './context.ts';

export type MadeEnterprise = NewRow<'registry_enterprises'>;
export type MadeWorkshop = NewRow<'registry_workshops'>;

export interface MadeRegistry {
  enterprises: readonly MadeEnterprise[];
  workshops: readonly MadeWorkshop[];
  rows: Rows;
}

const sectors = ['C36', 'C3670', 'C35', 'C34', 'C39', 'C38', 'C33', 'C26', 'C27', 'C29', 'C13', 'C32'] as const;
const sizeClasses = ['large', 'medium', 'small', 'small', 'micro'] as const;
const machines = ['加工中心', '数控车床', '普通铣床', '冲压机', '注塑机'] as const;

export function makeRegistry({ size, districts, now, random }: CityContext): MadeRegistry {
  const from = {
    origin: 'imported' as const,
    recorded_at: now - 200 * 86_400_000,
    recorded_by: 'system',
    recorded_by_name: 'system',
    import: null,
    revision: 1,
  };
  const enterprises = Array.from({ length: size.enterprises }, (_, index): MadeEnterprise => {
    const name = `重庆第${index + 1}机械制造有限公司`;
    return {
      id: `e${index}`,
      name,
      name_key: nameKey(name),
      uscc: usccOf(index),
      // A few districts have most of them.
      district: districts[Math.floor(random.next() ** 2 * districts.length)] ?? '',
      town: null,
      size_class: random.pick(sizeClasses),
      sector: random.pick(sectors),
      chain: null,
      chain_role: null,
      address: null,
      plant_enterprise: random.chance(size.connected) ? `pe${index}` : null,
      state: 'active',
      merged_into: null,
      demonstration: 1,
      created_at: from.recorded_at,
      ...from,
    };
  });
  const workshops = Array.from({ length: size.workshops }, (_, index): MadeWorkshop => {
    const owner = enterprises[index % enterprises.length];
    return {
      id: `w${index}`,
      enterprise: owner?.id ?? '',
      site: null,
      name: `${Math.floor(index / enterprises.length) + 1} 号车间`,
      district: owner?.district ?? '',
      product: null,
      plant_workshop: owner?.plant_enterprise ? `pw${index}` : null,
      state: 'active',
      ...from,
    };
  });
  const equipment = workshops.flatMap(({ id, enterprise }) =>
    Array.from({ length: 4 }, (_, index): NewRow<'registry_equipment'> => {
      const controlled = random.chance(0.65) ? 1 : 0;
      return {
        id: `${id}-${index}`,
        enterprise,
        workshop: id,
        name: random.pick(machines),
        model: null,
        process: null,
        quantity: random.between(1, 20),
        numerically_controlled: controlled,
        networked: controlled === 1 && random.chance(0.7) ? 1 : 0,
        key_process: random.chance(0.4) ? 1 : 0,
        plant_machine: null,
        state: 'in_use',
        ...from,
      };
    }),
  );
  return {
    enterprises,
    workshops,
    rows: { registry_enterprises: enterprises, registry_workshops: workshops, registry_equipment: equipment },
  };
}

function usccOf(index: number): string {
  const body = `91500000MA${String(index).padStart(7, '0')}`;
  return body + usccCheckCharacter(body);
}
