// Owns which scopes a machine is in.
import { formatScope } from '@takt/model/plant';
import type { MachineView } from '../plant-view.ts';

export function scopesOf(machine: MachineView): string[] {
  const { code, line, workshop, site, enterprise, district, city } = machine;
  return [
    formatScope({ level: 'machine', code }),
    formatScope({ level: 'line', code: line }),
    formatScope({ level: 'workshop', code: workshop }),
    formatScope({ level: 'site', code: site }),
    formatScope({ level: 'enterprise', code: enterprise }),
    formatScope({ level: 'district', code: district }),
    ...(city === undefined ? [] : [formatScope({ level: 'city', code: city })]),
  ];
}
