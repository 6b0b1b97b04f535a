// Owns who may take which step of an application: the enterprise, the bureau of its district, or that of the city.
import {
  type ApplicationState,
  type ApplicationStep,
  type StepPermission,
  stepFrom,
  stepsFrom,
} from '@takt/model/application';
import type { Caller } from '../platform/caller.ts';
import type { ApplicationParts } from './parts.ts';

interface Where {
  plantEnterprise: string | null;
  district: string;
}

export function mayTake(
  { regions }: Pick<ApplicationParts, 'regions'>,
  caller: Caller,
  permission: StepPermission,
  { plantEnterprise, district }: Where,
): boolean {
  switch (permission) {
    case 'recognition.apply':
      return plantEnterprise !== null && caller.may(permission, { level: 'enterprise', code: plantEnterprise });
    case 'recognition.review':
      return caller.may(permission, { level: 'district', code: district });
    case 'recognition.decide':
      return caller.may(permission, { level: 'city', code: regions.city.code });
  }
}

export function stepsOf(
  parts: Pick<ApplicationParts, 'regions'>,
  caller: Caller,
  record: Where & { state: ApplicationState },
): ApplicationStep[] {
  return stepsFrom(record.state).filter((step) => {
    const found = stepFrom(record.state, step);
    return found !== undefined && mayTake(parts, caller, found.permission, record);
  });
}
