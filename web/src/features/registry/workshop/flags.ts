// Owns what is said of equipment: yes, no, or nothing.
import type { EquipmentRecord } from '@takt/model/api';
import { call } from '../../../api/index.ts';

export const equipmentFlags = ['numericallyControlled', 'networked', 'keyProcess'] as const;
export type EquipmentFlag = (typeof equipmentFlags)[number];

/** The rest of the record stays as it was seen. */
export function sayOf(one: EquipmentRecord, flag: EquipmentFlag, value: boolean | null): Promise<EquipmentRecord> {
  const { id, name, model, process, quantity, numericallyControlled, networked, keyProcess, revision } = one;
  const body = { name, model, process, quantity, numericallyControlled, networked, keyProcess, revision };
  return call('equipment.change', { params: { id }, body: { ...body, [flag]: value } });
}
